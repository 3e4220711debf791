"""Plans by which all cases of a service move to another version, with who proposed and who confirmed."""

import django.db.models.deletion
from django.db import migrations, models

import minben.platform.journal.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_migration"),
    ]

    operations = [
        migrations.CreateModel(
            name="MigrationPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tenant_id", models.CharField(editable=False, max_length=40)),
                ("service", models.CharField(max_length=80)),
                ("source", models.CharField(max_length=64)),
                ("target", models.CharField(max_length=64)),
                ("steps", models.JSONField(default=dict)),
                ("foreseen", models.JSONField(default=dict)),
                ("reasons", models.TextField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("agreed", models.BooleanField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("came_of", models.JSONField(default=dict)),
                ("back_by", models.CharField(blank=True, max_length=80)),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                ("back_reasons", models.TextField(blank=True)),
                ("back_done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
                "indexes": [models.Index(fields=["tenant_id", "service"], name="casework_plan_service")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "id"), name="casework_migrationplan_tenant_id"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="migration",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="migrations",
                to="casework.migrationplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="migration",
            constraint=minben.platform.journal.tenancy.SameTenant(
                column="plan_id",
                name="casework_migration_plan_id_same_tenant",
                table="casework_migrationplan",
            ),
        ),
    ]
