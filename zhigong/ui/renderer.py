"""How forms look everywhere: one template for a form, one for a field."""

from django.forms.renderers import DjangoTemplates


class HouseRenderer(DjangoTemplates):
    """``FORM_RENDERER`` of the project: ``{{ form }}`` looks like ``{% form_fields form %}``."""

    form_template_name = "ui/form/form.html"
