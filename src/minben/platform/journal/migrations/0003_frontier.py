"""The log's right edge and the mark of reference data, both in the row that every act locks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_command_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="size",
            name="frontier",
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name="size",
            name="mark",
            field=models.CharField(default="", max_length=32),
        ),
    ]
