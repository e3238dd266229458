"""Entry point of web servers; production settings unless told otherwise."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

application = get_wsgi_application()

# What is loaded now stays for ever: walking through it again and again costs a page a tenth.
gc.collect()
gc.freeze()
