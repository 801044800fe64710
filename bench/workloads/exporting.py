"""Export of 100,000 rows of the list of people."""

from bench.figures import Figure, speed
from bench.installation import product_of, run_python, scratch


def measure() -> list[Figure]:
    """Write what the list shows to a workbook, beside one SELECT and the fastest writer."""
    product = product_of("district")
    limit = run_python(product, "bench.limits.export_rows", str(scratch("limit.xlsx")))
    found = run_python(product, "bench.workloads._export_once", str(scratch("export.xlsx")))
    return [
        speed(
            "export_100k", found["rows"] / found["seconds"], limit["rows"] / limit["seconds"],
            unit="rows/s", at_least=1 / 3,
        )
    ]  # fmt: skip
