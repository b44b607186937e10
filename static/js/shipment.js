// Map and temperature of a shipment on one time cursor. The same data stands in the table of events.
(() => {
  "use strict";
  const mapElement = document.getElementById("map");
  const chartElement = document.getElementById("chart");
  if (!mapElement || !chartElement) return;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const read = () => JSON.parse(document.getElementById("live").dataset.chart);
  const GAP = 30 * 60; // seconds without a measurement that are drawn as a gap
  const ZONE = document.body.dataset.zone || "UTC";
  const FONT = '12px "IBM Plex Sans", system-ui, sans-serif';

  let data = read();
  let map = null;
  let way = null;
  let plot = null;

  // Map --------------------------------------------------------------------------------------------

  const drawLand = async () => {
    try {
      const atlas = await (await fetch(mapElement.dataset.atlas)).json();
      const land = topojson.feature(atlas, atlas.objects.countries);
      L.geoJSON(land, {
        interactive: false,
        style: () => ({ className: "map-land", weight: 0.7 }),
      }).addTo(map).bringToBack();
    } catch { /* without the atlas the way is still drawn */ }
  };

  const text = (words) => {
    const label = document.createElement("span"); // text, never markup
    label.textContent = words;
    return label;
  };

  const drawPlaces = () => {
    const places = data.places.map(([, lat, lon]) => [lat, lon]);
    if (places.length === 2) L.polyline(places, { className: "map-plan", weight: 2, dashArray: "4 6", interactive: false }).addTo(map);
    data.places.forEach(([name, lat, lon], number) => {
      L.circleMarker([lat, lon], { className: "map-place", radius: 6, weight: 2 })
        .bindTooltip(text(name), { permanent: true, direction: number ? "right" : "left", offset: number ? [8, 0] : [-8, 0], className: "map-label" })
        .addTo(map);
    });
    return places;
  };

  const drawWay = () => {
    way?.remove();
    way = L.layerGroup().addTo(map);
    const points = data.positions.map(([, lat, lon]) => [lat, lon]);
    if (!points.length) return points;
    L.polyline(points, { className: "map-way", weight: 3, interactive: false }).addTo(way);
    way.here = L.circleMarker(points.at(-1), { className: "map-here", radius: 7, weight: 3 }).addTo(way);
    return points;
  };

  const drawMap = () => {
    // No animation: the place is what matters, and some people ask for less motion.
    map = L.map(mapElement, { attributionControl: true, zoomControl: true, keyboard: false, scrollWheelZoom: false, zoomAnimation: false, fadeAnimation: false });
    map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
    map.setView([50, 8], 4);
    const everything = drawPlaces().concat(drawWay());
    if (everything.length) map.fitBounds(L.latLngBounds(everything).pad(0.35), { maxZoom: 9, animate: false });
    drawLand();
  };

  const showAt = (seconds) => {
    if (!way?.here) return;
    const at = data.positions.filter(([moment]) => moment <= seconds).at(-1) || data.positions[0];
    way.here.setLatLng([at[1], at[2]]);
  };

  // Chart ------------------------------------------------------------------------------------------

  const withGaps = (rows) => {
    const times = [];
    const values = [];
    rows.forEach(([moment, value], place) => {
      if (place && moment - rows[place - 1][0] > GAP) {
        times.push(moment - 1);
        values.push(null);
      }
      times.push(moment);
      values.push(value);
    });
    return [times, values];
  };

  const size = () => ({ width: chartElement.clientWidth, height: chartElement.clientHeight - 28 });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
  const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", timeZone: ZONE });

  const band = (self) => {
    const top = self.valToPos(data.high, "y", true);
    const bottom = self.valToPos(data.low, "y", true);
    self.ctx.save();
    self.ctx.fillStyle = colour("--tone-success-bg");
    self.ctx.fillRect(self.bbox.left, top, self.bbox.width, bottom - top);
    self.ctx.strokeStyle = colour("--tone-success-line");
    [top, bottom].forEach((y) => self.ctx.strokeRect(self.bbox.left, y, self.bbox.width, 0));
    self.ctx.restore();
  };

  const yRange = () => {
    const values = data.temperatures.map(([, value]) => value);
    return [Math.min(data.low, ...values) - 1, Math.max(data.high, ...values) + 1];
  };

  const xRange = (self, low, high) => (high - low < 3600 ? [(low + high) / 2 - 1800, (low + high) / 2 + 1800] : [low, high]);

  const drawChart = () => {
    plot?.destroy();
    plot = null;
    chartElement.querySelector(".chart-empty")?.remove();
    if (!data.temperatures.length) {
      const empty = document.createElement("p");
      empty.className = "chart-empty";
      empty.textContent = chartElement.dataset.empty;
      chartElement.append(empty);
      return;
    }
    const axis = { stroke: colour("--muted"), font: FONT, grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
    plot = new uPlot({
      ...size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), ZONE),
      scales: { x: { range: xRange }, y: { range: yRange } },
      cursor: { y: false, points: { size: 9 } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map((seconds) => clock.format(seconds * 1000)) },
        { ...axis, size: 50, values: (_, ticks) => ticks.map((value) => `${value} °C`) },
      ],
      series: [
        { label: ZONE, value: (_, seconds) => (seconds == null ? "–" : `${day.format(seconds * 1000)} ${clock.format(seconds * 1000)}`) },
        { label: "°C", stroke: colour("--accent"), width: 2, spanGaps: false, points: { show: true, size: 6, fill: colour("--surface") }, value: (_, value) => (value == null ? "–" : value.toFixed(1)) },
      ],
      hooks: {
        drawClear: [band],
        setCursor: [(self) => { if (self.cursor.idx != null) showAt(self.data[0][self.cursor.idx]); }],
      },
    }, withGaps(data.temperatures), chartElement);
  };

  // Both -------------------------------------------------------------------------------------------

  if (window.L) drawMap();
  if (window.uPlot) {
    drawChart();
    new ResizeObserver(() => plot?.setSize(size())).observe(chartElement);
    // The canvas keeps the colours it was drawn with.
    new MutationObserver(drawChart).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  }
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "live" && event.target.id !== "live") return;
    data = read();
    if (map) drawWay();
    drawChart();
  });
})();
