"""Timers of the process keep what they were counted from, so that a corrected calendar can count them anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_destruction_by_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="timer", name="definition", field=models.CharField(blank=True, max_length=60)
        ),
        migrations.AddField(
            model_name="timer", name="armed_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="timer", name="calendar", field=models.CharField(blank=True, max_length=64)
        ),
    ]
