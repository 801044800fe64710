"""The addresses of cases, by screen."""

from typing import Any

desk: list[Any] = []

portal: list[Any] = []
