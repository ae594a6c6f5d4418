"""Shares with intervals, drawn."""

import re

from survey.plots.spans import Span, span_plot


def test_each_share_stands_on_its_line_with_its_interval() -> None:
    drawn = span_plot(
        [Span("Omsorg & helse", 0.5, 0.25, 1.0, "50 %"), Span("Vei", 0, 0, 0.1, "0 %")],
        identity="x", title="T", description="D",
    )  # fmt: skip
    assert "Omsorg &amp; helse" in drawn and "50 %" in drawn
    assert re.findall(r'cx="([\d.]+)%"', drawn) == ["50", "1.5"]
    assert re.findall(r'x1="([\d.]+)%" x2="([\d.]+)%"[^>]*class="interval"', drawn) == [
        ("25.75", "98.5"),
        ("1.5", "11.2"),
    ]
