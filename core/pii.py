"""What the kernel's columns say of people."""

from core.privacy.foreign import FOREIGN, LOGGED_KEYS
from core.privacy.retaining import Retention
from core.privacy.tables import table

OVER = "t.state IN ('done', 'dead', 'withdrawn')"

REACHES = LOGGED_KEYS

TABLES = [
    table("core.alert", none="id kind reference opened_at closed_at closed_by", text="message", named=["message"]),
    table("core.auditrun", none="id started_at finished_at changed_since requested_by skipped"),
    table("core.auditresult", none="id run promise number violations sample seconds"),
    table(
        "core.backuprun",
        none="id kind state method database server_version folder started_at seen_at finished_at database_bytes "
        "upload_files upload_bytes tables_compared rows_compared promises_kept backup_seconds restore_seconds "
        "check_seconds problems",
    ),
    table(
        "core.effect", of="t.order_id IN ({orders})", named=["payload", "last_error"], owner="{order_owner}",
        none="id task queue key order_id priority state attempts run_after queued_at claimed_until claimed_by claim_no "
        "created_at finished_at",
        copy="payload", text="last_error",
        # What is still to be done needs its keys, and holds nothing else.
        becomes={"payload": f"CASE WHEN {OVER} THEN '{{}}'::jsonb ELSE t.payload END"},
    ),
    # Facts hold ids, states and amounts; what people said of them are the notes.
    table("core.event", of="t.order_id IN ({orders})", none="id order_id seq name data actor at"),
    table(
        "core.eventnote", of="t.event_id IN (SELECT e.id FROM core_event e WHERE e.order_id IN ({orders}))",
        none="event", text="text",
    ),
    table(
        "core.packedtimeline", of="t.order_id IN ({orders})",
        none="order_id month events count last_seq last_at packed_at", sealed="digest", text="notes",
        becomes={"notes": "'{}'::jsonb"},
    ),
    table("core.archivemonth", none="month orders events checksum updated_at"),
    table(
        "core.idempotencykey", of="t.kind = 'order' AND t.reference IN (SELECT o.id::text FROM ({orders}) AS o (id))",
        none="id scope kind reference created_at", sealed="request_hash", text="key",
        becomes={"key": "'erased-' || t.id"},
    ),
    table(
        "core.importjob", named=["message", "file_name"],
        none="id number format mode file_sha256 state rows_total rows_done rows_rejected orders_created "
        "started_at finished_at options run_no checkpoint",
        text="file_name message", becomes={"file_name": "'erased'"},
    ),
    table(
        "core.importrow",
        of="(t.target_kind = 'order' AND t.target_id IN ({orders}))"
        " OR (t.target_kind = 'order_line' AND t.target_id IN ({lines}))"
        " OR (t.target_kind = 'charge' AND t.target_id IN ({charges}))",
        named=["raw", "reason"], owner="{target_owner}",
        none="id job line group outcome target_kind target_id field", copy="raw", text="reason",
    ),
    table(
        "core.signedlink", of="t.order_id IN ({orders})",
        none="id purpose order_id created_at expires_at revoked_at revoked_because last_used_at",
        sealed="token_hash",
    ),
    table(
        "core.retentionrule",
        none="id kind days is_active changed_by changed_at last_run_at last_rows",
    ),
    *FOREIGN,
]  # fmt: skip

RETENTIONS = [
    Retention(
        kind="effects", label="Effects that are done: what they were given", model="core.effect",
        days=14, least=1, most=30, since="t.finished_at", over="t.state = 'done' AND t.payload <> '{}'::jsonb",
    ),
    Retention(
        kind="effects_gone", label="Effects that are done: all that is known of them", model="core.effect",
        days=30, least=1, most=365, since="t.finished_at", over="t.state = 'done'", deletes=True,
    ),
    Retention(
        kind="idempotency", label="Keys of requests", model="core.idempotencykey", days=90, least=30, most=730,
        since="t.created_at", deletes=True,
    ),
    Retention(
        kind="import_rows", label="Rows of imported files", model="core.importrow", days=730, least=30, most=3650,
        since="(SELECT j.finished_at FROM core_importjob j WHERE j.id = t.job_id)",
        over="t.raw <> '{}'::jsonb AND t.outcome NOT IN ('pending', 'checked')",
    ),
    Retention(
        kind="alerts", label="Alerts that are closed", model="core.alert", days=365, least=30, most=1095,
        since="t.closed_at", deletes=True,
    ),
    Retention(
        kind="audit", label="Results of the audit", model="core.auditrun", days=730, least=90, most=3650,
        since="t.finished_at", columns=(), over="NOT EXISTS (SELECT 1 FROM core_auditresult r WHERE r.run_id = t.id)",
        deletes=True,
    ),
    Retention(
        kind="audit_results", label="Results of the audit, row by row", model="core.auditresult", days=90, least=31,
        most=730, since="(SELECT r.finished_at FROM core_auditrun r WHERE r.id = t.run_id)", columns=(), deletes=True,
    ),
    Retention(
        kind="backups", label="What became of backups and drills", model="core.backuprun", days=730, least=90,
        most=3650, since="t.finished_at", deletes=True,
    ),
    Retention(
        kind="links", label="Links that are over", model="core.signedlink", days=180, least=30, most=1095,
        since="least(t.expires_at, t.revoked_at)", deletes=True,
    ),
    Retention(
        kind="sign_ins", label="Sign-ins of staff", model="axes.accesslog", days=180, least=30, most=730,
        since="t.attempt_time", deletes=True,
    ),
    Retention(
        kind="failed_sign_ins", label="Failed sign-ins", model="axes.accessfailurelog", days=180, least=30, most=730,
        since="t.attempt_time", deletes=True,
    ),
    Retention(
        kind="sessions", label="Sessions that are over", model="sessions.session", days=1, least=0, most=30,
        since="t.expire_date", deletes=True,
    ),
    Retention(
        kind="admin_log", label="The office's log of edited master records", model="admin.logentry",
        days=1095, least=180, most=3650, since="t.action_time", deletes=True,
    ),
]  # fmt: skip
