// The unit's place on a map drawn from the municipalities' outlines: no tiles, nothing from outside.
(() => {
  "use strict";

  const place = document.getElementById("map");
  if (!place || !window.L) return;
  const here = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
  const map = L.map(place, {
    attributionControl: false, zoomSnap: 0.5, minZoom: 5, maxZoom: 12, scrollWheelZoom: false, zoomControl: true,
  }).setView(here, 8.5);

  fetch(place.dataset.outlines)
    .then((answer) => answer.json())
    .then((outlines) => {
      L.geoJSON(outlines, {
        interactive: false,
        style: { color: "#8aa5a0", weight: 1, fillColor: "#f4f1e8", fillOpacity: 1 },
      }).addTo(map);
    });

  map.createPane("place").style.zIndex = 650;
  L.circleMarker(here, {
    pane: "place", radius: 9, color: "#fff", weight: 3, fillColor: "#c2410c", fillOpacity: 1, interactive: false,
  }).addTo(map);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", place.dataset.name);
})();
