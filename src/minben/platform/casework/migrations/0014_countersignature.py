"""An office may be asked for its countersignature, without which nothing is granted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0013_result_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation", name="countersign", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="consultation", name="agrees", field=models.BooleanField(blank=True, null=True)
        ),
    ]
