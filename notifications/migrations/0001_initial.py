import core.fsm
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('customers', '0001_initial'),
        ('orders', '0001_initial'),
        ('payments', '0001_initial'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='orders.order')),
                    ('event', models.CharField(choices=[('orders.confirmed', 'Order confirmed'), ('orders.dispatched', 'Parcel on its way'), ('orders.delivered', 'Parcel delivered'), ('orders.canceled', 'Order canceled'), ('orders.promise_slipped', 'Delivery will be later'), ('fulfillment.ready_for_pickup', 'Ready for pickup'), ('payments.refunded', 'Money returned'), ('payments.invoice_issued', 'Invoice'), ('payments.credit_note_issued', 'Credit note'), ('payments.pay_link_sent', 'Please pay'), ('payments.transfer_awaited', 'Please transfer'), ('shipping.address_asked', 'Please check your address'), ('orders.link_sent', 'Link to the order'), ('payments.proof_asked', 'Please confirm your order'), ('shipping.out_for_delivery', 'Parcel comes today'), ('returns.approved', 'Return approved'), ('returns.rejected', 'Return not possible'), ('returns.received', 'Return has arrived'), ('returns.exchange_order_placed', 'Exchange has an order'), ('returns.exchange_denied', 'Exchange not possible'), ('returns.claim_opened', 'Complaint received'), ('returns.claim_denied', 'Complaint not followed'), ('returns.claim_resolved', 'Complaint made good'), ('notifications.phone_given', 'Texts to a phone'), ('support.feedback_asked', 'How was it?')], max_length=40)),
                    ('locale', models.CharField(choices=[('en', 'English'), ('de', 'German')], max_length=5)),
                    ('document', models.ForeignKey(blank=True, db_index=False, help_text='The invoice or credit note that goes with it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.document')),
                    ('medium', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], default='email', max_length=8)),
                    ('key', models.CharField(help_text='The same intention, the same mail.', max_length=200, unique=True)),
                    ('message_id', models.CharField(max_length=120, unique=True)),
                    ('state', core.fsm.StateField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed'), ('skipped', 'Not sent')], default='queued', max_length=24, protected=True)),
                    ('sender', models.CharField(max_length=320)),
                    ('to', models.CharField(blank=True, max_length=320)),
                    ('subject', models.CharField(blank=True, max_length=300)),
                    ('text', models.TextField(blank=True)),
                    ('html', models.TextField(blank=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('error', models.CharField(blank=True, help_text='Why it was refused, or not sent at all.', max_length=400)),
                    ('resend_of', models.ForeignKey(blank=True, help_text='The message whose words these are.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='notifications.message', verbose_name='copy of')),
                    ('provider_id', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('segments', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Parts that a text to a phone is sent and charged in.')),
                    ('arrival', models.CharField(blank=True, choices=[('deferred', 'Delayed on the way'), ('delivered', 'Delivered'), ('opened', 'Opened'), ('bounced', 'Came back'), ('complained', 'Reported as spam')], db_default='', default='', max_length=12)),
                    ('arrival_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'permissions': [('resend_message', 'Can send a message again')],
                    'indexes': [models.Index(fields=['order', '-id'], name='message_order'), models.Index(fields=['state', '-id'], name='message_state'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='message_provider')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_has_time')],
                },
            ),
            migrations.CreateModel(
                name='MessageReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='notifications.message')),
                    ('event_id', models.CharField(max_length=200, unique=True)),
                    ('kind', models.CharField(choices=[('deferred', 'Delayed on the way'), ('delivered', 'Delivered'), ('opened', 'Opened'), ('bounced', 'Came back'), ('complained', 'Reported as spam')], max_length=12)),
                    ('is_hard', models.BooleanField(default=False, help_text='The address will never work.')),
                    ('address', models.CharField(blank=True, max_length=320)),
                    ('words', models.CharField(blank=True, max_length=400)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'ordering': ['id'],
                    'indexes': [models.Index(fields=['address', '-id'], name='message_report_address')],
                },
            ),
            migrations.CreateModel(
                name='Suppression',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(max_length=320)),
                    ('covers', models.CharField(choices=[('all', 'All mails'), ('optional', 'Mails an order does not need')], default='all', max_length=8, verbose_name='does not get')),
                    ('reason', models.CharField(choices=[('hard_bounce', 'The address does not exist'), ('complaint', 'Reported as spam'), ('unsubscribed', 'The customer does not want them'), ('by_hand', 'Entered by hand')], default='by_hand', max_length=12)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('message', models.ForeignKey(blank=True, help_text='The mail that came back, or was complained about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notifications.message')),
                    ('entered_by', models.CharField(blank=True, max_length=64)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('lifted_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ['-id'],
                    'permissions': [('lift_suppression', 'Can let an address have mails again')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('address', 'covers'), name='suppression_once', violation_error_message='This address gets nothing of that kind already.'), models.CheckConstraint(condition=models.Q(('address', django.db.models.functions.text.Lower('address'))), name='suppression_lower', violation_error_message='Write the address in small letters.')],
                },
            ),
            migrations.CreateModel(
                name='Template',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.CharField(choices=[('orders.confirmed', 'Order confirmed'), ('orders.dispatched', 'Parcel on its way'), ('orders.delivered', 'Parcel delivered'), ('orders.canceled', 'Order canceled'), ('orders.promise_slipped', 'Delivery will be later'), ('fulfillment.ready_for_pickup', 'Ready for pickup'), ('payments.refunded', 'Money returned'), ('payments.invoice_issued', 'Invoice'), ('payments.credit_note_issued', 'Credit note'), ('payments.pay_link_sent', 'Please pay'), ('payments.transfer_awaited', 'Please transfer'), ('shipping.address_asked', 'Please check your address'), ('orders.link_sent', 'Link to the order'), ('payments.proof_asked', 'Please confirm your order'), ('shipping.out_for_delivery', 'Parcel comes today'), ('returns.approved', 'Return approved'), ('returns.rejected', 'Return not possible'), ('returns.received', 'Return has arrived'), ('returns.exchange_order_placed', 'Exchange has an order'), ('returns.exchange_denied', 'Exchange not possible'), ('returns.claim_opened', 'Complaint received'), ('returns.claim_denied', 'Complaint not followed'), ('returns.claim_resolved', 'Complaint made good'), ('notifications.phone_given', 'Texts to a phone'), ('support.feedback_asked', 'How was it?')], max_length=40)),
                    ('locale', models.CharField(choices=[('en', 'English'), ('de', 'German')], max_length=5)),
                    ('medium', models.CharField(choices=[('email', 'E-mail'), ('sms', 'Text message')], default='email', max_length=8)),
                    ('subject', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField(blank=True)),
                    ('html', models.TextField(blank=True, verbose_name='HTML')),
                    ('is_active', models.BooleanField(default=True, help_text='Off: customers are not told of this event.')),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'ordering': ['event', 'locale', 'medium'],
                    'constraints': [models.UniqueConstraint(fields=('event', 'locale', 'medium'), name='template_unique')],
                },
            ),
            migrations.CreateModel(
                name='TemplateVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='notifications.template')),
                    ('subject', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField(blank=True)),
                    ('html', models.TextField(blank=True, verbose_name='HTML')),
                    ('saved_at', models.DateTimeField(auto_now_add=True)),
                    ('saved_by', models.CharField(max_length=64)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='TextConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='text_consents', to='customers.customer')),
                    ('order', models.ForeignKey(blank=True, help_text="For this order alone; empty: for all of the customer's.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='text_consents', to='orders.order')),
                    ('phone', models.CharField(help_text='E.164: + and up to fifteen digits.', max_length=16)),
                    ('given_by', models.CharField(max_length=64)),
                    ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_by', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ['-id'],
                    'permissions': [('record_textconsent', "Can record a customer's yes or no to texts")],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('order__isnull', True), ('withdrawn_at__isnull', True)), fields=('customer',), name='text_consent_once', violation_error_message='This customer agreed to texts already.'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('order',), name='text_consent_once_per_order', violation_error_message='Texts about this order go to a phone already.'), models.CheckConstraint(condition=models.Q(('phone__regex', '^\\+[1-9][0-9]{6,14}$')), name='text_consent_e164', violation_error_message='Write the phone with + and its country, such as +4915123456789.')],
                },
            ),
            migrations.CreateModel(
                name='WebhookEndpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to='catalog.channel')),
                    ('public_id', models.CharField(max_length=32, unique=True, verbose_name='id')),
                    ('url', models.CharField(max_length=500, verbose_name='URL')),
                    ('description', models.CharField(blank=True, max_length=160)),
                    ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='What it hears of. None: everything.', size=None)),
                    ('contact_email', models.EmailField(blank=True, help_text='Told when we stop calling because nobody answers.', max_length=254, verbose_name='contact')),
                    ('is_active', models.BooleanField(default=True)),
                    ('failing_since', models.DateTimeField(blank=True, help_text='No call was answered well since.', null=True)),
                    ('disabled_at', models.DateTimeField(blank=True, null=True)),
                    ('disabled_reason', models.CharField(blank=True, max_length=300)),
                    ('switched_off_by', models.CharField(blank=True, db_default='', default='', help_text='Empty while it is on, or when we stopped it.', max_length=64)),
                    ('made_by', models.CharField(blank=True, max_length=64)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'ordering': ['channel_id', 'id'],
                    'permissions': [('rotate_webhooksecret', 'Can replace a webhook secret'), ('replay_webhook', 'Can send webhooks again')],
                },
            ),
            migrations.CreateModel(
                name='WebhookDelivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='notifications.webhookendpoint')),
                    ('event_id', models.CharField(help_text='The header webhook-id: receivers drop what they know.', max_length=48)),
                    ('kind', models.CharField(max_length=40)),
                    ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                    ('sequence', models.PositiveIntegerField(default=0, help_text="Its place in the order's timeline.")),
                    ('body', models.TextField()),
                    ('state', core.fsm.StateField(choices=[('pending', 'Waiting'), ('delivered', 'Delivered'), ('failed', 'Given up'), ('held', 'Held back')], default='pending', max_length=24, protected=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('failures', models.PositiveSmallIntegerField(default=0, help_text='Since it was last asked for.')),
                    ('sending_until', models.DateTimeField(blank=True, help_text='Somebody is sending it now.', null=True)),
                    ('next_at', models.DateTimeField(blank=True, null=True)),
                    ('delivered_at', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ],
                options={
                    'verbose_name_plural': 'webhook deliveries',
                    'indexes': [models.Index(fields=['endpoint', '-id'], name='webhook_delivery_endpoint'), models.Index(fields=['state', '-id'], name='webhook_delivery_state'), models.Index(fields=['order'], name='webhook_delivery_order')],
                    'constraints': [models.UniqueConstraint(fields=('endpoint', 'event_id'), name='webhook_delivery_once')],
                },
            ),
            migrations.CreateModel(
                name='WebhookAttempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='notifications.webhookdelivery')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('milliseconds', models.PositiveIntegerField(blank=True, null=True)),
                    ('url', models.CharField(max_length=500, verbose_name='URL')),
                    ('address', models.CharField(blank=True, help_text='Where the name led to.', max_length=48)),
                    ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True, help_text='The beginning of what it answered.')),
                    ('error', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'indexes': [models.Index(fields=['started_at'], name='webhook_attempt_started')],
                    'constraints': [models.UniqueConstraint(fields=('delivery', 'number'), name='webhook_attempt_once')],
                },
            ),
            migrations.CreateModel(
                name='WebhookSecret',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='secrets', to='notifications.webhookendpoint')),
                    ('sealed', models.TextField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('expires_at__isnull', True)), fields=('endpoint',), name='webhook_secret_one_current')],
                },
            ),
        ]),
    ]
