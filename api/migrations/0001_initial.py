import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to='catalog.channel')),
                ('name', models.CharField(max_length=80)),
                ('prefix', models.CharField(help_text='The part of the key that may be shown.', max_length=12, unique=True)),
                ('key_hash', models.CharField(max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('orders:read', 'Read orders'), ('orders:write', 'Place orders, write drafts'), ('orders:cancel', 'Cancel orders and lines'), ('orders:change_address', 'Send orders to another address'), ('orders:edit', 'Edit placed orders'), ('orders:override_price', "Set prices other than the list's"), ('customers:read', 'Read customers: names, addresses'), ('stock:read', 'Read availability, ask for quotes'), ('stock:reserve', 'Reserve goods and release them'), ('refunds:grant', 'Grant refunds'), ('refunds:approve', 'Approve and cancel refunds'), ('refunds:request', 'Have refunds paid'), ('webhooks:manage', "Manage the channel's webhooks")], max_length=24), size=None)),
                ('requests_per_minute', models.PositiveIntegerField(blank=True, help_text='Empty: as many as the house allows every key; 0: no limit.', null=True)),
                ('made_by', models.CharField(blank=True, db_default='', help_text='Who answers for what it does.', max_length=64)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'API key',
            },
        ),
    ]
