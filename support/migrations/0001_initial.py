import core.fsm
import django.db.models.deletion
import django.db.models.functions.datetime
import support.models.calendar
import support.models.canned
from django.conf import settings
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('catalog', '0001_initial'),
        ('customers', '0001_initial'),
        ('orders', '0001_initial'),
        ('payments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='CannedAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('kind', models.CharField(blank=True, choices=[('question', 'Question'), ('delivery', 'Delivery'), ('damage', 'Damage'), ('return', 'Return'), ('payment', 'Payment'), ('feedback', 'Feedback'), ('order', 'Order by mail'), ('other', 'Other')], help_text='Empty: offered for every kind of case.', max_length=12)),
                    ('locale', models.CharField(choices=[('en', 'English'), ('de', 'German')], default='en', max_length=5, verbose_name='language')),
                    ('text', models.TextField(max_length=8000, validators=[support.models.canned.only_known_variables])),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=24, unique=True)),
                    ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='orders.order')),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='customers.customer')),
                    ('state', core.fsm.StateField(choices=[('open', 'Open'), ('in_progress', 'In progress'), ('waiting_customer', 'Waiting for the customer'), ('waiting_carrier', 'Waiting for the carrier'), ('waiting_internal', 'Waiting for colleagues'), ('resolved', 'Resolved'), ('closed', 'Closed')], default='open', max_length=24, protected=True)),
                    ('kind', models.CharField(choices=[('question', 'Question'), ('delivery', 'Delivery'), ('damage', 'Damage'), ('return', 'Return'), ('payment', 'Payment'), ('feedback', 'Feedback'), ('order', 'Order by mail'), ('other', 'Other')], default='question', max_length=12)),
                    ('priority', models.CharField(choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], default='normal', max_length=8)),
                    ('subject', models.CharField(max_length=160)),
                    ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to=settings.AUTH_USER_MODEL)),
                    ('team', models.ForeignKey(blank=True, help_text='Whose queue it is in.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='auth.group')),
                    ('opened_by', models.CharField(max_length=64)),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('cause', models.CharField(blank=True, help_text='What it came of; of one cause at most one case is open.', max_length=80)),
                    ('version', models.PositiveIntegerField(db_default=1, default=1, help_text='Grows with every word and every move.')),
                    ('awaiting_since', models.DateTimeField(blank=True, help_text='Since when somebody waits for our answer; empty when they have it.', null=True)),
                    ('answer_due_at', models.DateTimeField(blank=True, null=True)),
                    ('resolve_due_at', models.DateTimeField(blank=True, null=True)),
                    ('resolve_is_fixed', models.BooleanField(db_default=False, default=False, help_text='Somebody else set the limit, as a bank; no pause moves it.')),
                    ('paused_at', models.DateTimeField(blank=True, help_text='Since when its clocks stand still.', null=True)),
                    ('next_limit_at', models.DateTimeField(blank=True, help_text='The next limit nobody has missed yet; empty while the clocks stand still.', null=True)),
                    ('answer_missed_at', models.DateTimeField(blank=True, null=True)),
                    ('resolve_missed_at', models.DateTimeField(blank=True, null=True)),
                    ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                    ('merged_into', models.ForeignKey(blank=True, help_text='Where it goes on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='support.case')),
                    ('answered_at', models.DateTimeField(blank=True, help_text='The first answer.', null=True)),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('open_case', 'Can open a case'), ('work_case', 'Can work on a case'), ('reopen_case', 'Can reopen a case'), ('reply_case', 'Can answer the customer in a case'), ('merge_case', 'Can merge cases'), ('run_caseplaybook', 'Can run a playbook on a case'), ('give_goodwill', 'Can give goodwill within the limits'), ('approve_goodwill', "Can approve goodwill above somebody's limits")],
                    'indexes': [models.Index(fields=['state', 'resolve_due_at'], name='case_state_due'), models.Index(condition=models.Q(('resolved_at', None)), fields=['order'], name='case_order_open'), models.Index(fields=['customer', '-id'], name='case_customer_id'), models.Index(condition=models.Q(('resolved_at', None)), fields=['next_limit_at'], name='case_next_limit'), models.Index(condition=models.Q(('snoozed_until__isnull', False)), fields=['snoozed_until'], name='case_snoozed'), models.Index(condition=models.Q(('resolved_at', None)), fields=['assignee', '-id'], name='case_assignee_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', False), ('state__in', ('resolved', 'closed'))), models.Q(models.Q(('state__in', ('resolved', 'closed')), _negated=True), ('resolved_at', None)), _connector='OR'), name='case_resolved_when_settled'), models.UniqueConstraint(condition=models.Q(models.Q(('cause', ''), _negated=True), ('resolved_at', None)), fields=('cause',), name='case_open_once_per_cause'), models.CheckConstraint(condition=models.Q(('merged_into', None), ('state', 'closed'), _connector='OR'), name='case_merged_is_closed')],
                },
            ),
            migrations.CreateModel(
                name='CaseMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='support.case')),
                    ('said_in', models.ForeignKey(blank=True, help_text='The case it was said in, where that was merged into this one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.case')),
                    ('direction', models.CharField(choices=[('inbound', 'From the customer'), ('outbound', 'To the customer'), ('internal', 'Internal note')], max_length=8)),
                    ('text', models.TextField(max_length=8000)),
                    ('author', models.CharField(max_length=64)),
                    ('request_key', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [models.Index(fields=['case', 'id'], name='case_message_case')],
                },
            ),
            migrations.CreateModel(
                name='CaseAttachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='support.case')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='support.casemessage')),
                    ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case_file', to='orders.attachment')),
                ],
                options={
                    'verbose_name': 'file',
                },
            ),
            migrations.CreateModel(
                name='CaseMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('said', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mail', to='support.casemessage')),
                    ('message_id', models.CharField(max_length=250, unique=True)),
                    ('in_reply_to', models.CharField(blank=True, max_length=250)),
                    ('references', models.JSONField(blank=True, default=list, help_text='Oldest first.')),
                    ('sender', models.CharField(max_length=320)),
                    ('reply_to', models.CharField(max_length=320)),
                    ('to', models.CharField(blank=True, max_length=254)),
                    ('subject', models.CharField(max_length=300)),
                    ('locale', models.CharField(default='en', max_length=5)),
                    ('state', models.CharField(choices=[('queued', 'On its way'), ('sent', 'Sent'), ('failed', 'Refused'), ('skipped', 'Not mailed')], default='queued', max_length=8)),
                    ('error', models.CharField(blank=True, help_text='Why it was refused, or not sent at all.', max_length=400)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': 'answer by mail',
                    'verbose_name_plural': 'answers by mail',
                    'indexes': [models.Index(fields=['state', '-id'], name='case_mail_state')],
                },
            ),
            migrations.CreateModel(
                name='CasePause',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='support.case')),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['started_at'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='case_pause_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='CasePlaybook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('kind', models.CharField(blank=True, choices=[('question', 'Question'), ('delivery', 'Delivery'), ('damage', 'Damage'), ('return', 'Return'), ('payment', 'Payment'), ('feedback', 'Feedback'), ('order', 'Order by mail'), ('other', 'Other')], help_text='Empty: offered for every kind of case.', max_length=12)),
                    ('text', models.TextField(blank=True, help_text='What to look at before.', max_length=2000)),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='orders.order')),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='orders.orderline')),
                    ('rating', models.PositiveSmallIntegerField()),
                    ('words', models.TextField(blank=True, max_length=2000)),
                    ('given_by', models.CharField(max_length=64)),
                    ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('changed_at', models.DateTimeField(blank=True, help_text='When the customer changed it last.', null=True)),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='support.case')),
                ],
                options={
                    'verbose_name_plural': 'feedback',
                    'permissions': [('give_feedback', "Can record a customer's feedback"), ('rate_pickers', 'Can see ratings by the people who picked')],
                    'indexes': [models.Index(fields=['rating', '-id'], name='feedback_rating_id'), models.Index(fields=['given_at'], name='feedback_given_at')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('line', None)), fields=('order',), name='feedback_once_per_order'), models.UniqueConstraint(condition=models.Q(('line__isnull', False)), fields=('line',), name='feedback_once_per_line'), models.CheckConstraint(condition=models.Q(('rating__gte', 1), ('rating__lte', 5)), name='feedback_rating_range')],
                },
            ),
            migrations.CreateModel(
                name='FeedbackRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_request', to='orders.order')),
                    ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
            ),
            migrations.CreateModel(
                name='GoodwillWish',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goodwill_wishes', to='orders.order')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goodwill_wishes', to='support.case')),
                    ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                    ('currency', models.CharField(max_length=3)),
                    ('destination', models.CharField(choices=[('tenders', 'Back to how it was paid'), ('store_credit', "To the customer's store credit")], default='tenders', max_length=16)),
                    ('reason', models.CharField(max_length=200)),
                    ('why', models.CharField(max_length=300, verbose_name='above which limit')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('state', models.CharField(choices=[('waiting', 'Waits for a second person'), ('granted', 'Granted'), ('refused', 'Not granted')], default='waiting', max_length=8)),
                    ('asked_by', models.CharField(max_length=64)),
                    ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('decided_by', models.CharField(blank=True, max_length=64)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('refund', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goodwill_wish', to='payments.refund')),
                ],
                options={
                    'verbose_name': 'goodwill to approve',
                    'verbose_name_plural': 'goodwill to approve',
                    'indexes': [models.Index(fields=['state', '-id'], name='goodwill_wish_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='goodwill_wish_positive'), models.CheckConstraint(condition=models.Q(models.Q(('refund__isnull', False), ('state', 'granted')), models.Q(models.Q(('state', 'granted'), _negated=True), ('refund', None)), _connector='OR'), name='goodwill_wish_granted_has_refund')],
                },
            ),
            migrations.CreateModel(
                name='InboundMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(help_text='The way it came in.', max_length=24)),
                    ('dedup_key', models.CharField(help_text='Its Message-ID, or what its content sums up to.', max_length=260)),
                    ('raw', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail', to='orders.attachment')),
                    ('envelope_from', models.CharField(blank=True, max_length=254, null=True)),
                    ('envelope_to', models.CharField(blank=True, max_length=254)),
                    ('message_id', models.CharField(blank=True, max_length=250)),
                    ('sender_name', models.CharField(blank=True, max_length=160)),
                    ('sender_email', models.CharField(blank=True, max_length=254)),
                    ('sent_to', models.CharField(blank=True, help_text='The address of ours that decided.', max_length=254)),
                    ('subject', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField(blank=True)),
                    ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('worked_at', models.DateTimeField(blank=True, null=True)),
                    ('state', models.CharField(choices=[('kept', 'Kept, not read yet'), ('drafted', 'Draft order'), ('cased', 'Case'), ('answered', 'Added to its case'), ('ignored', 'Asks nothing of us'), ('parked', 'Parked')], default='kept', max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='customers.customer')),
                    ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='orders.order')),
                    ('suggested_order', models.ForeignKey(blank=True, help_text='Named in the subject, by somebody who is not known to be its customer.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='support.case')),
                ],
                options={
                    'verbose_name': 'inbound mail',
                    'permissions': [('work_inboundmail', 'Can take up a mail that came in')],
                    'indexes': [models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='inbound_mail_message'), models.Index(fields=['sender_email', '-received_at'], name='inbound_mail_sender'), models.Index(fields=['state', '-id'], name='inbound_mail_state')],
                    'constraints': [models.UniqueConstraint(fields=('source', 'dedup_key'), name='inbound_mail_once')],
                },
            ),
            migrations.CreateModel(
                name='MailPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mail', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='support.inboundmail')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=120)),
                    ('size', models.PositiveIntegerField(help_text='Bytes.')),
                    ('attachment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail_part', to='orders.attachment')),
                    ('removed_because', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('mail', 'position'), name='mail_part_position')],
                },
            ),
            migrations.CreateModel(
                name='MailRoute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.EmailField(help_text='In small letters, without what may stand after a plus.', max_length=254, unique=True)),
                    ('aim', models.CharField(choices=[('order', 'A draft order'), ('case', 'A case')], default='case', max_length=8, verbose_name='becomes')),
                    ('channel', models.ForeignKey(blank=True, help_text='The channel its draft orders belong to; empty: the first one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mail_routes', to='catalog.channel')),
                    ('kind', models.CharField(choices=[('question', 'Question'), ('delivery', 'Delivery'), ('damage', 'Damage'), ('return', 'Return'), ('payment', 'Payment'), ('feedback', 'Feedback'), ('order', 'Order by mail'), ('other', 'Other')], default='question', max_length=12)),
                    ('priority', models.CharField(choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], default='normal', max_length=8)),
                    ('team', models.ForeignKey(blank=True, help_text='Whose queue its cases stand in.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mail_routes', to='auth.group')),
                    ('is_active', models.BooleanField(default=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('address__regex', '[A-Z+]'), _negated=True), name='mail_route_plain_address', violation_error_message='Write the address in small letters and without a plus.')],
                },
            ),
            migrations.CreateModel(
                name='PlaybookRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='support.case')),
                    ('playbook', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='support.caseplaybook')),
                    ('name', models.CharField(help_text='As the playbook was called then.', max_length=80)),
                    ('key', models.CharField(help_text='The same form sent twice is one run.', max_length=64, unique=True)),
                    ('ran_by', models.CharField(max_length=64)),
                    ('ran_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('made', models.JSONField(default=list, help_text='Step by step: what was done, and what came of it.')),
                ],
                options={
                    'verbose_name': 'playbook run',
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='PlaybookStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('playbook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='support.caseplaybook')),
                    ('position', models.PositiveSmallIntegerField(default=10)),
                    ('act', models.CharField(choices=[('claim', 'Open a claim of the customer'), ('carrier_claim', 'File a claim with the carrier'), ('reship', 'Send the goods anew'), ('refund', 'Refund the goods'), ('goodwill', 'Give goodwill'), ('write_off', 'Write units off the shelf'), ('mail', 'Answer by a canned answer'), ('priority', 'Set the priority'), ('close', 'Resolve the case')], max_length=16)),
                    ('mode', models.CharField(choices=[('always', 'Always'), ('on', 'Asked, yes by default'), ('off', 'Asked, no by default')], default='always', max_length=8)),
                    ('canned', models.ForeignKey(blank=True, help_text='For a mail.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.cannedanswer', verbose_name='canned answer')),
                    ('amount', models.DecimalField(blank=True, decimal_places=4, help_text="For goodwill, in the order's currency; it can be changed when the playbook is run.", max_digits=19, null=True)),
                    ('priority', models.CharField(blank=True, choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], default='', help_text='For setting the priority.', max_length=8)),
                ],
                options={
                    'verbose_name': 'step',
                    'ordering': ['position', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('playbook', 'act'), name='playbook_step_once'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'mail'), _negated=True), ('canned__isnull', False), _connector='OR'), name='playbook_mail_has_words', violation_error_message='Choose the canned answer that the mail is.'), models.CheckConstraint(condition=models.Q(models.Q(('act', 'priority'), _negated=True), models.Q(('priority', ''), _negated=True), _connector='OR'), name='playbook_priority_is_said', violation_error_message='Choose the priority that is set.')],
                },
            ),
            migrations.CreateModel(
                name='SupportCalendar',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, unique=True)),
                    ('time_zone', models.CharField(default='UTC', max_length=64, validators=[support.models.calendar.known_time_zone])),
                ],
                options={
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Holiday',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='support.supportcalendar')),
                    ('on', models.DateField()),
                    ('name', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'ordering': ['on'],
                    'constraints': [models.UniqueConstraint(fields=('calendar', 'on'), name='holiday_unique')],
                },
            ),
            migrations.CreateModel(
                name='OpeningHours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='support.supportcalendar')),
                    ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')])),
                    ('opens_at', models.TimeField()),
                    ('closes_at', models.TimeField(help_text='00:00 is midnight, the end of the day.')),
                ],
                options={
                    'verbose_name_plural': 'opening hours',
                    'ordering': ['weekday', 'opens_at'],
                    'constraints': [models.UniqueConstraint(fields=('calendar', 'weekday', 'opens_at'), name='opening_hours_unique'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at')), ('closes_at', '00:00'), _connector='OR'), name='opening_hours_end_after_start', violation_error_message='It closes after it opens.')],
                },
            ),
            migrations.CreateModel(
                name='SlaPolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(blank=True, choices=[('question', 'Question'), ('delivery', 'Delivery'), ('damage', 'Damage'), ('return', 'Return'), ('payment', 'Payment'), ('feedback', 'Feedback'), ('order', 'Order by mail'), ('other', 'Other')], db_default='', default='', help_text='Empty: every kind without a line of its own.', max_length=12)),
                    ('priority', models.CharField(choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], max_length=8)),
                    ('answer_hours', models.PositiveSmallIntegerField()),
                    ('resolve_hours', models.PositiveSmallIntegerField()),
                    ('calendar', models.ForeignKey(blank=True, help_text='Only its opening hours count; empty: every hour does.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='support.supportcalendar')),
                    ('escalate_to', models.ForeignKey(blank=True, help_text='Whose queue a case that missed a limit goes to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='auth.group')),
                ],
                options={
                    'verbose_name': 'SLA policy',
                    'verbose_name_plural': 'SLA policies',
                    'constraints': [models.UniqueConstraint(fields=('kind', 'priority'), name='sla_kind_priority_unique'), models.CheckConstraint(condition=models.Q(('resolve_hours__gte', models.F('answer_hours'))), name='sla_answer_before_resolve', violation_error_message='“Resolve hours” must not be below “answer hours”.')],
                },
            ),
        ]),
    ]
