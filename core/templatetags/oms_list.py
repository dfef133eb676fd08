"""The office's lists."""

from typing import Any

from django import template
from unfold.templatetags.unfold_list import result_headers, result_list

from core.lists.rows import is_lean, rows_of

register = template.Library()


@register.inclusion_tag("admin/list_rows.html", takes_context=True)
def list_rows(context: template.Context, cl: Any) -> dict[str, Any]:
    """Headers and rows; as the theme makes them where a row is more than text."""
    if not is_lean(cl):
        return {"template": "admin/change_list_results.html", **result_list(context, cl)}
    headers = list(result_headers(cl))
    return {
        "cl": cl,
        "template": "",
        "result_headers": headers,
        "num_sorted_fields": sum(1 for header in headers if header["sortable"] and header["sorted"]),
        "rows": list(rows_of(cl, headers)),
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }
