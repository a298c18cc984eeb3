"""The outlines of the municipalities as paths of a small picture: `src/sor/endpoints/web/kit/outlines.json`, and the
picture without colours, `src/sor/endpoints/web/data/denmark.svg`.

`python tools/municipality_outlines.py FILE` reads municipalities as GeoJSON (`KOMKODE`, WGS84). Source of what stands
in the project: Geodatastyrelsen and the municipalities, FOT data, 13 February 2014, scale 1:500,000.
"""

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

OUTLINES = Path(__file__).parents[1] / "src/sor/endpoints/web/kit/outlines.json"
PICTURE = Path(__file__).parents[1] / "src/sor/endpoints/web/data/denmark.svg"
SOURCE = "Geodatastyrelsen and the municipalities, FOT data, 13 February 2014, scale 1:500,000"
WEST, NORTH, SCALE = 8.0, 57.8, 90.0
"""Degrees at the upper left corner, and how many units of the picture a degree of latitude is."""

NARROW = math.cos(math.radians(56))
NEAR, SMALLEST = 0.6, 4
"""Points nearer to the last one are left out; rings of fewer points too."""


def path_of(ring: list[list[float]]) -> str:
    """A ring as a path; empty for one that is too small to be seen."""
    kept: list[tuple[float, float]] = []
    for east, north, *_ in ring:
        point = ((east - WEST) * SCALE * NARROW, (NORTH - north) * SCALE)
        if not kept or math.dist(point, kept[-1]) >= NEAR:
            kept.append(point)
    if len(kept) < SMALLEST:
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def main() -> int:
    """Write the picture, and the paths of each municipality by its four-digit code."""
    paths: dict[str, str] = defaultdict(str)
    for feature in json.loads(Path(sys.argv[1]).read_text("utf-8"))["features"]:
        code = str(feature["properties"]["KOMKODE"]).zfill(4)
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        paths[code] += "".join(path_of(ring) for polygon in polygons for ring in polygon)
    ordered = dict(sorted(paths.items()))
    told = {"source": SOURCE, "paths": ordered}
    OUTLINES.write_text(json.dumps(told, indent=0, ensure_ascii=False) + "\n", "utf-8")
    drawn = "".join(f'<path d="{path}"/>' for path in ordered.values())
    PICTURE.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 366 296">'
        f'<g fill="#cbd5d1" stroke="#fff" stroke-width="0.4">{drawn}</g></svg>\n'
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
