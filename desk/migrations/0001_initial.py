import django.db.models.deletion
from django.db import migrations, models

from core.made_at_once import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('core', '0001_initial'),
        ('customers', '0001_initial'),
        ('orders', '0001_initial'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ImportedAdjustment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adjustment', to='core.importrow')),
                    ('invoice', models.CharField(max_length=40)),
                    ('code', models.CharField(max_length=64)),
                    ('sku', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_adjustments', to='catalog.sku')),
                    ('remark', models.CharField(blank=True, max_length=200)),
                    ('quantity', models.IntegerField()),
                    ('value', models.DecimalField(decimal_places=6, default=0, max_digits=25)),
                    ('at', models.DateTimeField()),
                    ('applied_at', models.DateTimeField(blank=True, help_text='Empty when the stock was left alone.', null=True)),
                ],
                options={
                    'verbose_name': 'imported stock adjustment',
                },
            ),
            migrations.CreateModel(
                name='ImportedCredit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credit', to='core.importrow')),
                    ('invoice', models.CharField(db_index=True, max_length=40)),
                    ('code', models.CharField(max_length=64)),
                    ('description', models.CharField(blank=True, max_length=200)),
                    ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_credits', to='customers.customer')),
                    ('currency', models.CharField(max_length=3)),
                    ('at', models.DateTimeField()),
                    ('quantity', models.IntegerField(help_text='Units of the row, positive.')),
                    ('unit_price', models.DecimalField(decimal_places=6, max_digits=19)),
                    ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_credits', to='orders.orderline')),
                    ('charge', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imported_credit', to='orders.ordercharge')),
                    ('matched_quantity', models.PositiveIntegerField(default=0)),
                    ('unmatched_value', models.DecimalField(decimal_places=6, default=0, max_digits=25)),
                    ('settled_at', models.DateTimeField(blank=True, help_text='Empty while goods are still to come back.', null=True)),
                    ('return_id', models.BigIntegerField(blank=True, help_text='The return made of it, where there was one.', null=True)),
                ],
                options={
                    'verbose_name': 'imported credit',
                    'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['id'], name='imported_credit_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('line', None), ('matched_quantity', 0)), models.Q(('line__isnull', False), ('matched_quantity__gt', 0)), _connector='OR'), name='imported_credit_line_has_units'), models.CheckConstraint(condition=models.Q(('line', None), ('charge', None), _connector='OR'), name='imported_credit_one_match')],
                },
            ),
        ]),
    ]
