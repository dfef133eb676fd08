"""Columns of Django's own tables and of libraries that keep rows: they know people, too."""

from core.privacy.tables import table

# What the office edits by hand, and the log then tells by name.
LOGGED = (
    ("customers", "customer", "customer_keys"), ("customers", "address", "addresses"), ("orders", "order", "orders"),
    ("support", "case", "cases"), ("notifications", "textconsent", "consents"),
)  # fmt: skip


def _type(app: str, model: str) -> str:
    return f"(SELECT c.id FROM django_content_type c WHERE c.app_label = '{app}' AND c.model = '{model}')"


# The key of the logged row, where the log tells of one of these.
LOGGED_KEYS = {
    f"logged_{model}": f"(CASE WHEN t.content_type_id = {_type(app, model)} AND t.object_id ~ '^[0-9]{{1,18}}$'"
    " THEN t.object_id::bigint END)"
    for app, model, _ in LOGGED
}

FOREIGN = [
    table(
        "admin.logentry",
        of=" OR ".join(
            f"(t.content_type_id = {_type(app, model)}"
            f" AND t.object_id IN (SELECT k.id::text FROM ({{{keys}}}) AS k (id)))"
            for app, model, keys in LOGGED
        ),
        named=["object_repr", "change_message"], owner="{logged_owner}",
        none="id action_time user content_type object_id action_flag", text="object_repr change_message",
        becomes={"object_repr": "'erased'"},
    ),
    table("auth.permission", none="id name content_type codename"),
    table("auth.group", none="id name"),
    table("auth.group_permissions", none="id group permission"),
    table("contenttypes.contenttype", none="id app_label model"),
    # Of people who sign in: customers have no login.
    table("sessions.session", none="expire_date", sealed="session_key session_data"),
    table("axes.accesslog", none="id attempt_time logout_time", staff="user_agent ip_address username http_accept "
          "path_info session_hash"),
    table("axes.accessattempt", none="id attempt_time failures_since_start", staff="user_agent ip_address username "
          "http_accept path_info get_data post_data"),
    table("axes.accessattemptexpiration", none="access_attempt expires_at"),
    table("axes.accessfailurelog", none="id attempt_time locked_out", staff="user_agent ip_address username "
          "http_accept path_info"),
    table("django_celery_beat.solarschedule", none="id event latitude longitude"),
    table("django_celery_beat.intervalschedule", none="id every period"),
    table("django_celery_beat.clockedschedule", none="id clocked_time"),
    table("django_celery_beat.crontabschedule", none="id minute hour day_of_month month_of_year day_of_week timezone"),
    table("django_celery_beat.periodictasks", none="ident last_update"),
    table(
        "django_celery_beat.periodictask",
        none="id name task interval crontab solar clocked args kwargs queue exchange routing_key headers priority "
        "expires expire_seconds one_off start_time enabled last_run_at total_run_count date_changed description",
    ),
]  # fmt: skip
