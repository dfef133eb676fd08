"""Triggers that keep the journal, its chart to begin with, and the function that makes text of files inert."""

from django.db import migrations

from reports.journal.words import DEFAULT_CODES

# A closed day and its lines are never changed, and a day that is there takes no more lines.
GUARD = """
CREATE FUNCTION reports_journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is closed and never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reports_journalday_kept BEFORE UPDATE OR DELETE ON reports_journalday
    FOR EACH ROW EXECUTE FUNCTION reports_journal_is_kept();
CREATE TRIGGER reports_journalline_kept BEFORE UPDATE OR DELETE ON reports_journalline
    FOR EACH ROW EXECUTE FUNCTION reports_journal_is_kept();

CREATE FUNCTION reports_journal_day_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_journalday WHERE id = NEW.day_id) THEN
        RAISE EXCEPTION 'day % of the journal is closed and takes no more lines', NEW.day_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_journalline_closed BEFORE INSERT ON reports_journalline
    FOR EACH ROW EXECUTE FUNCTION reports_journal_day_is_closed();
"""
UNGUARD = """
DROP TRIGGER reports_journalline_closed ON reports_journalline;
DROP TRIGGER reports_journalline_kept ON reports_journalline;
DROP TRIGGER reports_journalday_kept ON reports_journalday;
DROP FUNCTION reports_journal_day_is_closed();
DROP FUNCTION reports_journal_is_kept();
"""

# Text that a spreadsheet would run as a formula gets an apostrophe before it. The rule is that of the package
# defusedcsv, and of OWASP's page on CSV injection for a leading tab or carriage return. In SQL, so that COPY writes
# files by itself; plain SQL, so that the planner puts it into the statement instead of calling it.
INERT = """
CREATE FUNCTION reports_inert(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN left(words, 1) IN ('@', '+', '-', '=', '|', '%', E'\\t', E'\\r') AND words !~ '^-?[0-9,.]+\\n?$'
        THEN '''' || replace(words, '|', '\\|')
        ELSE words
    END
$$
"""


def seed_chart(apps, schema_editor):
    """A chart to begin with; accounting changes the codes."""
    account = apps.get_model("reports", "JournalAccount")
    account.objects.bulk_create(
        account(kind=kind, code=code, name=kind.label) for kind, code in DEFAULT_CODES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(INERT, "DROP FUNCTION reports_inert(text)"),
        migrations.RunPython(seed_chart, migrations.RunPython.noop),
    ]
