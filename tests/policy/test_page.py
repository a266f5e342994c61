"""`docs/policy.md` says what the policy does."""

from docs.policy_page import PAGE, page


def test_the_page_of_the_matrix_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "make it again: python -m docs.policy_page"
