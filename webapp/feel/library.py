"""All built-in functions in one place: importing this module fills the registry."""

from webapp.feel import functions_list, functions_number, functions_text, functions_time
from webapp.feel.functions import FUNCTIONS, Function

__all__ = ["FUNCTIONS", "Function", "functions_list", "functions_number", "functions_text", "functions_time"]
