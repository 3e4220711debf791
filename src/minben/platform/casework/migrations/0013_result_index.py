"""Results that wait to be handed over are found without reading every item."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0012_watchers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="caseitem",
            index=models.Index(fields=["tenant_id", "result", "status"], name="casework_caseitem_result"),
        ),
    ]
