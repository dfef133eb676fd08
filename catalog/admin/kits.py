"""The components of a kit, checked where they are typed."""

from django.forms import BaseInlineFormSet, ValidationError

from catalog.models import SKU, SkuComponent

MOST_COMPONENTS = 30


class ComponentFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """What one kit consists of. A SKU without components is no kit; no component is a kit."""

    def clean(self) -> None:
        super().clean()
        parts: list[SKU] = [
            form.cleaned_data["sku"]
            for form in self.forms
            if form.cleaned_data.get("sku") and not form.cleaned_data.get("DELETE")
        ]
        if not parts:
            return
        if len(parts) > MOST_COMPONENTS:
            raise ValidationError(f"A kit has at most {MOST_COMPONENTS} components, not {len(parts)}.")
        _check_nesting(self.instance, parts)


def _check_nesting(kit: SKU, parts: list[SKU]) -> None:
    if kit.pk is not None and any(part.pk == kit.pk for part in parts):
        raise ValidationError(f"{kit.code} cannot be a component of itself. Choose another SKU.")
    nested = SkuComponent.objects.filter(kit__in=parts).values_list("kit__code", flat=True).distinct()
    if nested:
        raise ValidationError(f"A kit cannot be part of a kit: {', '.join(sorted(nested))}. Put its components in.")
    if kit.pk is None:
        return
    above = SkuComponent.objects.filter(sku=kit).values_list("kit__code", flat=True)
    if above:
        raise ValidationError(
            f"{kit.code} is a component of {', '.join(sorted(above))} and cannot be a kit itself. Take it out first."
        )
