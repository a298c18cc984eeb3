// The unit's place on a map drawn from the municipalities' outlines: no tiles, nothing from outside.
(() => {
  "use strict";

  const place = document.getElementById("map");
  if (!place || !window.L) return;
  const here = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
  const map = L.map(place, {
    attributionControl: false, zoomSnap: 0.5, minZoom: 5, maxZoom: 12, scrollWheelZoom: false, zoomControl: true,
  }).setView(here, 9);

  fetch(place.dataset.outlines)
    .then((answer) => answer.json())
    .then((outlines) => {
      const land = L.geoJSON(outlines, {
        interactive: false,
        style: { color: "#8aa5a0", weight: 1, fillColor: "#f4f1e8", fillOpacity: 1 },
      }).addTo(map);
      name(land);
    });

  // A municipality of many islands carries its name on the largest one only.
  function name(land) {
    const largest = new Map();
    land.eachLayer((part) => {
      const box = part.getBounds();
      const size = (box.getNorth() - box.getSouth()) * (box.getEast() - box.getWest());
      const code = part.feature.properties.KOMKODE;
      if (!largest.has(code) || largest.get(code).size < size) largest.set(code, { part, size });
    });
    for (const { part } of largest.values()) {
      part.bindTooltip(part.feature.properties.KOMNAVN, {
        permanent: true, direction: "center", className: "place-name", interactive: false,
      });
    }
    map.getPane("tooltipPane").setAttribute("aria-hidden", "true");

    // Only names that fit into their municipality are shown.
    const fit = () => {
      for (const { part } of largest.values()) {
        const box = part.getBounds();
        const width = map.latLngToLayerPoint(box.getNorthEast()).x - map.latLngToLayerPoint(box.getSouthWest()).x;
        const label = part.getTooltip().getElement();
        if (label) label.classList.toggle("too-wide", label.offsetWidth > width);
      }
    };
    map.on("zoomend", fit);
    fit();
  }

  map.createPane("place").style.zIndex = 650;
  L.circleMarker(here, {
    pane: "place", radius: 9, color: "#fff", weight: 3, fillColor: "#c2410c", fillOpacity: 1, interactive: false,
  }).addTo(map);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", place.dataset.name);
})();
