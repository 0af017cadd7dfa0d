// The menu of all pages. A link to another page is a link like any other: its address holds all
// choices, so it can be copied and opened in a tab of its own. A plain click on one, here or on a
// page, stays in this document and asks the server for the page.

const HOST = "menu-of-pages";
const THEME = ["text-color", "background-color", "primary-color", "font"];
const CONTENT = "stMain"; // the id that Streamlit gives to the page's content
const NARROW = "(max-width: 768px)"; // Streamlit's sidebar lies over the page then

// The Tab key goes through a document in its order, and Streamlit draws a component deep inside it.
// The menu is put first. What was there before, in an earlier life of the component, goes.
function hostOf(root) {
  const before = document.getElementById(HOST);
  before?.life.abort();
  before?.remove();
  const host = Object.assign(document.createElement("div"), { id: HOST });
  const parts = [root.querySelector("style"), root.querySelector("template").content];
  host.attachShadow({ mode: "open" }).append(...parts.map((part) => part.cloneNode(true)));
  host.life = new AbortController();
  document.body.prepend(host);
  return host;
}

// --- Addresses ---

// The address of a page with all choices of this one, relative to the app's own folder.
function addressOf({ data }, name) {
  const said = location.search.slice(1).split("&").filter(Boolean);
  const chosen = said.filter((part) => !part.startsWith(`${data.place}=`));
  const isHome = name === data.home;
  if (isHome && chosen.some((part) => !data.of_home.includes(part.split("=")[0])))
    chosen.unshift(`${data.place}=${name}`);
  const query = chosen.length ? `?${chosen.join("&")}` : "";
  return `./${isHome ? "" : name}${query}`;
}

// The page that a link of the app leads to; undefined for any other link.
function pageOf(state, link) {
  const here = new URL(".", document.baseURI);
  const there = new URL(link.href, document.baseURI);
  if (link.target === "_blank" || new URL(".", there).href !== here.href) return undefined;
  const name = there.pathname.split("/").pop() || state.data.home;
  return state.names.has(name) ? name : undefined;
}

function refresh(state) {
  for (const link of state.links) link.setAttribute("href", addressOf(state, link.dataset.page));
}

// A link on a page that says nothing of choices keeps them too; it gets them before it is used.
function refreshLink(state, link) {
  const name = link?.href && !link.dataset.page && !link.hash && pageOf(state, link);
  if (!name || (link.search && !state.filled.has(link))) return;
  state.filled.add(link);
  link.setAttribute("href", addressOf(state, name));
}

// --- Going to a page ---

const app = () => document.querySelector("[data-testid='stApp']")?.dataset ?? {};
const isConnected = () => app().testConnectionState === "CONNECTED";

function go(state, next) {
  if (next.name === state.data.here && !state.sent) return;
  state.next = next;
  state.nav.setAttribute("aria-busy", "true");
  goWhenConnected(state);
}

function goWhenConnected(state) {
  if (!state.next || !isConnected()) return;
  const { name, href } = state.next;
  state.next = undefined;
  if (href) followLink(state, href);
  else ask(state, name);
}

// The server changes the page. It knows all choices, those too that the address does not show yet.
// Streamlit changes what follows the name first, and the name afterwards. Where both change, to and
// from the home page, they are changed at once beforehand: else there would be an entry between.
function ask(state, name) {
  const address = new URL(addressOf(state, name), document.baseURI);
  if (address.search !== location.search && state.sent !== name)
    history.pushState({}, "", address);
  state.sent = name;
  state.keep("page", [name, Date.now()]); // the time makes the same page another time a new value
}

function arrive(state, here) {
  if (state.sent !== here) return;
  state.sent = undefined;
  if (!state.next) state.nav.removeAttribute("aria-busy");
}

// What was asked for while the connection broke is asked for again.
function followConnection(state) {
  const isBack = isConnected() && !state.wasConnected;
  state.wasConnected = isConnected();
  if (isBack && state.sent) state.next ??= { name: state.sent };
  goWhenConnected(state);
}

// A link with choices of its own: Streamlit goes where it leads, as it does for Back and Forward.
function followLink({ nav }, href) {
  nav.removeAttribute("aria-busy");
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

// Somebody came by a link from before Layers had an address of its own: it is opened at that address.
function correctOldLink({ data }) {
  if (data.old_link) location.replace(new URL(`./${data.here}${location.search}`, document.baseURI));
}

function uncoverPage() {
  const sidebar = document.querySelector("[data-testid='stSidebar'][data-collapsed='false']");
  if (matchMedia(NARROW).matches)
    sidebar?.querySelector("[data-testid='stSidebarCollapseButton'] button")?.click();
}

const isPlain = (event) =>
  event.button === 0 && !(isShortcut(event) || event.shiftKey || event.defaultPrevented);

function onDocumentClick(state, event) {
  const link = event.composedPath().find((node) => node.nodeName === "A" && node.href);
  const name = link && isPlain(event) && !link.hash && pageOf(state, link);
  if (!name) return;
  event.preventDefault();
  event.stopPropagation();
  close(state);
  uncoverPage();
  const saysChoices = link.search && !link.dataset.page && !state.filled.has(link);
  go(state, saysChoices ? { href: link.href } : { name });
}

// --- Building ---

function linkNode({ name, title, icon }) {
  const picture = element("span", "icon", { "aria-hidden": "true" }, icon);
  return element("a", "link", { "data-page": name }, picture, title);
}

function sectionNode({ title, pages }, at) {
  const ids = { list: `pages-${at}`, name: `section-${at}` };
  const list = element("ul", "pages", { id: ids.list, "aria-labelledby": ids.name });
  list.append(...pages.map((page) => element("li", "", {}, linkNode(page))));
  const closed = { type: "button", "aria-expanded": "false", "aria-controls": ids.list };
  const button = element("button", "top", closed, title);
  return element("li", "section", {}, element("span", "name", { id: ids.name }, title), button, list);
}

function build(state, { home, icon, sections }) {
  state.homeLink.querySelector("img").src = icon;
  const first = { title: "", pages: [{ name: home, title: "Home", icon: "home" }] };
  const nodes = [first, ...sections].map(sectionNode);
  nodes[0].classList.add("first");
  state.list.replaceChildren(...nodes);
  state.homeLink.dataset.page = home;
  state.links = [...state.menu.querySelectorAll("[data-page]")];
  state.names = new Set(state.links.map((link) => link.dataset.page));
  fit(state);
}

function mark(state) {
  for (const link of state.links)
    if (link.dataset.page === state.data.here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  for (const button of buttonsOf(state))
    button.classList.toggle("current", !!button.parentNode.querySelector(".pages [aria-current]"));
  const current = state.list.querySelector("[aria-current]");
  const where = current ? `: ${current.lastChild.textContent}` : "";
  write({ root: state.menu }, ".here", `Menu${where}`);
}

// The sections stand beside each other if they find room.
function fit(state) {
  const isCompact = state.nav.classList.contains("compact");
  state.nav.classList.remove("compact");
  state.nav.classList.add("wide");
  const room = state.nav.getBoundingClientRect().right;
  const needed = state.list.getBoundingClientRect().right;
  const isNarrow = needed > room;
  state.nav.classList.toggle("compact", isNarrow);
  state.nav.classList.toggle("wide", !isNarrow);
  if (isNarrow !== isCompact) close(state);
}

function takeTheme({ root, host }) {
  const style = getComputedStyle(root.host ?? root);
  for (const name of THEME)
    host.style.setProperty(`--st-${name}`, style.getPropertyValue(`--st-${name}`));
}

// --- Opening and closing ---

const buttonsOf = ({ nav }) => [...nav.querySelectorAll(".top")];
const openButton = (state) => buttonsOf(state).find((each) => each.ariaExpanded === "true");
const isSeen = (node) => node.getClientRects().length > 0;
const stopsOf = ({ nav }) => [...nav.querySelectorAll(".home, .top")].filter(isSeen);
const linksBelow = (button) => [...button.nextElementSibling.querySelectorAll("a")].filter(isSeen);

function close(state) {
  const button = openButton(state);
  const hadFocus = button?.nextElementSibling.contains(state.menu.activeElement);
  button?.setAttribute("aria-expanded", "false");
  if (hadFocus) button.focus();
}

function open(state, button) {
  close(state);
  refresh(state);
  button.setAttribute("aria-expanded", "true");
}

function onKey(state, event) {
  const { target, key } = event;
  if (isShortcut(event)) return;
  const button = target.closest(".top") ?? openButton(state);
  const links = button?.ariaExpanded === "true" ? linksBelow(button) : [];
  const next = nextStop(state, { target, key, button, links });
  if (key === "Escape" && links.length) close(state);
  else if (!next) return;
  event.preventDefault();
  next?.focus();
}

// Up and down go through a list of pages, left and right through what stands in the bar.
function nextStop(state, { target, key, button, links }) {
  const at = links.indexOf(target);
  if (key === "ArrowDown" && at < 0 && button) {
    if (!links.length) open(state, button);
    return linksBelow(button)[0];
  }
  if (at >= 0 && key in { ArrowDown: 1, ArrowUp: 1, Home: 1, End: 1 }) {
    const last = links.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[key];
    return links[to] ?? (to < 0 ? button : links[0]);
  }
  const stops = stopsOf(state);
  const top = at >= 0 ? button : target;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!step) return undefined;
  if (links.length) close(state);
  return stops[clamp(stops.indexOf(top) + step, 0, stops.length - 1)];
}

// --- The component ---

function begin(state) {
  state.host = hostOf(state.root);
  state.menu = state.host.shadowRoot;
  state.nav = state.menu.querySelector("nav");
  state.list = state.menu.querySelector(".sections");
  state.homeLink = state.menu.querySelector(".home");
  state.filled = new WeakSet();
  state.wasConnected = true;
  listenInMenu(state);
  listenInDocument(state);
}

function listenInMenu(state) {
  state.nav.addEventListener("click", (event) => {
    const button = event.target.closest(".top");
    if (!button) return;
    if (button.ariaExpanded === "true") close(state);
    else open(state, button);
  });
  state.nav.addEventListener("keydown", (event) => onKey(state, event));
  state.nav.addEventListener("focusin", ({ target }) => {
    const button = openButton(state);
    if (target !== button && !button?.nextElementSibling.contains(target)) close(state);
  });
  state.nav.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !state.nav.contains(relatedTarget)) close(state);
  });
  state.menu.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(CONTENT)?.focus({ preventScroll: true });
  });
}

function listenInDocument(state) {
  const { signal } = state.host.life;
  const whileHere = { capture: true, signal };
  const linkUnder = (event) => event.composedPath().find((node) => node.nodeName === "A");
  document.addEventListener("click", (event) => onDocumentClick(state, event), whileHere);
  for (const kind of ["pointerover", "focusin"])
    document.addEventListener(kind, (event) => refreshLink(state, linkUnder(event)), whileHere);
  document.addEventListener(
    "pointerdown",
    (event) => event.composedPath().includes(state.nav) || close(state),
    whileHere,
  );
  const follow = new MutationObserver(() => {
    followConnection(state);
    refresh(state);
  });
  const states = ["data-test-connection-state", "data-test-script-state"];
  follow.observe(document.body, { subtree: true, attributeFilter: states });
  const room = new ResizeObserver(() => fit(state));
  room.observe(state.nav);
  signal.addEventListener("abort", () => [follow, room].forEach((each) => each.disconnect()));
}

function show(state, data) {
  const { here, old_link: _, ...built } = data;
  state.data = data;
  takeTheme(state);
  if (!same(built, state.built)) build(state, data);
  state.built = built;
  arrive(state, here);
  correctOldLink(state);
  mark(state);
  refresh(state);
}

export default component(begin, show);
