"""Forms: the form-js JSON that process owners draw becomes HTML for people and checked answers for the
case.

`read_form` accepts exactly the subset that we can honour; `load` and `load_json` take answers in;
`form_view` prepares the page that the macros in `templates/forms/` write. This room may use `feel`,
marshmallow and the Markdown libraries; it must not know Flask, the database, the clock, or its sisters
`engine` and `operations`.
"""

from webapp.forms.loading import Answers, load, load_json
from webapp.forms.model import Field, Form, FormRefused, Option, Problem, Rows
from webapp.forms.page import form_view
from webapp.forms.post import blank_document, change_rows
from webapp.forms.reading import SCHEMA_VERSION, check_form, read_form
from webapp.forms.view import FormView

__all__ = [
    "SCHEMA_VERSION",
    "Answers",
    "Field",
    "Form",
    "FormRefused",
    "FormView",
    "Option",
    "Problem",
    "Rows",
    "blank_document",
    "change_rows",
    "check_form",
    "form_view",
    "load",
    "load_json",
    "read_form",
]
