"""A card may be about something that is no case: a request for information answered too late."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_watchers"),
        ("supervision", "0001_cards"),
    ]

    operations = [
        migrations.AlterField(
            model_name="card",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cards",
                to="casework.case",
            ),
        ),
        migrations.AddField(
            model_name="card", name="about", field=models.CharField(blank=True, max_length=60)
        ),
    ]
