// A place or an outline on a map. The text fields beside the map are what is sent; the map only
// fills them in, and follows them.
import L from "leaflet";

const FAR_IN = 18;
const EARTH = 6378137;
const ECCENTRICITY = Math.sqrt((1 / 298.257223563) * (2 - 1 / 298.257223563));
let regions;

const outlineOfRegions = (address) => (regions ??= fetch(address).then((answer) => answer.json()));

// The pencere.kernel.geodesy.area_ha of the server, for comfort while drawing.
const ordinate = (latitude) => {
  const sine = Math.sin((latitude * Math.PI) / 180);
  const e = ECCENTRICITY;
  const shape = sine / (1 - (e * sine) ** 2) - Math.log((1 - e * sine) / (1 + e * sine)) / (2 * e);
  return ((1 - e * e) * shape) / 2;
};

const hectares = (corners) => {
  const flat = corners.map(({ lat, lng }) => [(lng * Math.PI) / 180, ordinate(lat)]);
  let twice = 0;
  flat.forEach(([x, y], place) => {
    const [nextX, nextY] = flat[(place + 1) % flat.length];
    twice += (x - flat[0][0]) * (nextY - flat[0][1]) - (nextX - flat[0][0]) * (y - flat[0][1]);
  });
  return (Math.abs(twice) / 2) * (EARTH ** 2 / 10000);
};

const six = (degrees) => degrees.toFixed(6);

const pin = (className, size) => L.divIcon({ className, iconSize: [size, size] });

// The map with the country on it.
const drawn = (root) => {
  const { south, west, north, east } = root.dataset;
  const country = L.latLngBounds([Number(south), Number(west)], [Number(north), Number(east)]);
  const map = L.map(root.querySelector("[data-map-canvas]"), {
    attributionControl: false,
    zoomControl: false,
    maxBounds: country.pad(0.3),
    maxZoom: FAR_IN,
    minZoom: 5,
    zoomSnap: 0.5,
  });
  L.control.zoom({ zoomInTitle: root.dataset.wordsIn, zoomOutTitle: root.dataset.wordsOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(country);
  outlineOfRegions(root.dataset.regions).then((outline) => {
    L.geoJSON(outline, {
      style: { className: "pn-map__region", weight: 1 },
      onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { sticky: true }),
    })
      .addTo(map)
      .bringToBack();
  });
  return map;
};

const button = (root, name, pressed) => {
  const found = root.querySelector(`[data-map-${name}]`);
  found?.addEventListener("click", pressed);
  return found;
};

// Enter on the map does what a click in its middle would.
const onMiddle = (map, put) => {
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    event.preventDefault();
    put(map.getCenter());
  });
};

const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

const place = (root) => {
  const [latitude, longitude] = root.querySelectorAll("[data-map-lat], [data-map-lon]");
  const map = drawn(root);
  let mark = null;
  const show = (at) => {
    if (mark) mark.setLatLng(at);
    else {
      mark = L.marker(at, { icon: pin("pn-map__pin", 28), draggable: true, title: root.dataset.wordsMark, alt: root.dataset.wordsMark });
      mark.on("dragend", () => write(mark.getLatLng())).addTo(map);
    }
  };
  const write = (at) => {
    latitude.value = six(at.lat);
    longitude.value = six(at.lng);
    show(at);
    changed(longitude);
  };
  const follow = (isFirst) => {
    const typed = [latitude, longitude].map((each) => Number(each.value.replace(",", ".")));
    if (!latitude.value || !longitude.value || typed.some(Number.isNaN)) return;
    show(typed);
    if (isFirst) map.setView(typed, 12);
    else map.panTo(typed);
  };
  for (const each of [latitude, longitude]) each.addEventListener("input", () => follow(false));
  map.on("click", (event) => write(event.latlng));
  onMiddle(map, write);
  button(root, "here", () => write(map.getCenter()));
  button(root, "clear", () => {
    mark?.remove();
    mark = null;
    latitude.value = longitude.value = "";
    changed(longitude);
  });
  follow(true);
};

const cornersOf = (text) => {
  try {
    const read = JSON.parse(text);
    const ring = (read.geometry ?? read).coordinates[0];
    const corners = ring.map(([longitude, latitude]) => L.latLng(latitude, longitude));
    if (corners.length > 1 && corners[0].equals(corners[corners.length - 1])) corners.pop();
    return corners;
  } catch {
    return [];
  }
};

const outline = (root) => {
  const typed = root.querySelector("textarea");
  const area = root.querySelector("[data-map-area]");
  const map = drawn(root);
  const shape = L.polygon([], { className: "pn-map__shape", interactive: false }).addTo(map);
  const handles = L.layerGroup().addTo(map);
  let corners = cornersOf(typed.value);
  const history = [];

  const moved = (at, there) => corners.map((corner, other) => (other === at ? there : corner));
  const tell = () => {
    const words = corners.length > 2 ? root.dataset.wordsArea : root.dataset.wordsCorners;
    area.textContent = words
      .replace("{area}", hectares(corners).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 }))
      .replace("{count}", corners.length);
  };
  const show = () => {
    shape.setLatLngs(corners);
    handles.clearLayers();
    corners.forEach((corner, at) => {
      const title = root.dataset.wordsCorner.replace("{number}", at + 1);
      const handle = L.marker(corner, { icon: pin("pn-map__corner", 24), draggable: true, title, alt: title });
      handle.on("drag", () => shape.setLatLngs(moved(at, handle.getLatLng())));
      handle.on("dragend", () => change(moved(at, handle.getLatLng())));
      handle.on("keydown", ({ originalEvent }) => {
        if (!["Delete", "Backspace"].includes(originalEvent.key)) return;
        originalEvent.preventDefault();
        change(corners.filter((_corner, other) => other !== at));
        map.getContainer().focus();
      });
      handles.addLayer(handle);
    });
    tell();
  };
  const write = () => {
    const ring = corners.map(({ lat, lng }) => [Number(six(lng)), Number(six(lat))]);
    typed.value = ring.length ? JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }) : "";
    changed(typed);
  };
  const change = (next) => {
    history.push(corners);
    corners = next;
    show();
    write();
  };
  const add = (at) => change([...corners, at]);

  map.on("click", (event) => add(event.latlng));
  onMiddle(map, add);
  button(root, "here", () => add(map.getCenter()));
  button(root, "undo", () => {
    if (!history.length) return;
    corners = history.pop();
    show();
    write();
  });
  button(root, "clear", () => corners.length && change([]));
  typed.addEventListener("input", () => {
    history.push(corners);
    corners = cornersOf(typed.value);
    show();
  });
  const details = root.querySelector("details");
  if (details) details.open = false;
  if (corners.length) map.fitBounds(L.latLngBounds(corners).pad(0.5));
  show();
};

const start = (within) => {
  for (const root of within.querySelectorAll("[data-map]")) {
    if (root.dataset.isDrawn) continue;
    root.dataset.isDrawn = "true";
    for (const part of root.querySelectorAll("[data-with-script]")) part.hidden = false;
    (root.dataset.map === "outline" ? outline : place)(root);
  }
};

document.addEventListener("pencere:fields", (event) => start(event.detail));
start(document);
