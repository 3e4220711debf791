"""Who supervised a case stands with it: execution and supervision are never one person's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_timers"),
    ]

    operations = [
        migrations.AddField(model_name="case", name="watchers", field=models.JSONField(default=list)),
    ]
