"""From a weak indicator to support, in the clicks that heads and brokers are promised."""

import re

from tests.journeys.clicks import Clicks


def test_a_head_asks_for_a_specialist_from_the_indicator_in_four_clicks(visit):
    window = visit("head", java_script_enabled=False)
    window.open("/my/")
    head = Clicks(window)

    head.link(re.compile("How is Wharf Lane"))
    head.link(re.compile("^Ask for support with"))
    filled_in = head.page.get_by_label("What is needed?").input_value()
    head.press("Continue")
    head.press("Send the request")

    assert "we would like to work with a specialist in" in filled_in
    assert "Request sent" in head.said
    assert head.count <= 4
    assert window.faults == []


def test_a_broker_proposes_somebody_for_a_weak_indicator_in_four_clicks(visit):
    window = visit("broker")
    window.open("/my/")
    broker = Clicks(window)

    broker.link("Which schools need most support?")
    broker.link(re.compile(r"^\d+\s(person|people)"))
    broker.link(re.compile("^Propose "))
    broker.press("Ask them")

    assert "has been asked" in broker.said
    assert "somebody asked to help" in broker.said.lower()
    assert broker.count <= 4
    assert window.faults == []
