// The tree's keyboard and lazy branches (WAI-ARIA tree pattern). Without this script it is a list of plain links.
(() => {
  "use strict";

  const tree = document.querySelector("[data-tree]");
  if (!tree) return;

  // A unit's line is the treeitem, the list beside it holds what is below.
  const items = () => [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);
  const branch = (item) => item.closest("li").dataset.branch;
  const group = (item) => item.closest("li").querySelector(":scope > ul");
  const name = (item) => item.querySelector(".node-name");
  const parent = (item) => {
    const above = item.closest("li").parentElement.closest("li");
    return above && above.querySelector(":scope > [role=treeitem]");
  };

  let groups = 0;
  function own(item) {
    const list = group(item);
    list.id = `branch-${(groups += 1)}`;
    list.setAttribute("role", "group");
    item.setAttribute("aria-owns", list.id);
  }

  // Gives lines their roles; a branch that came with the page is open at first, one still to come is closed.
  function prepare(list) {
    for (const line of list.querySelectorAll("li")) {
      line.setAttribute("role", "none");
      const item = line.querySelector(":scope > .node");
      if (!item) continue;
      item.setAttribute("role", "treeitem");
      item.tabIndex = -1;
      if (group(item)) own(item);
      if (branch(item) || group(item)) item.setAttribute("aria-expanded", String(Boolean(group(item))));
      for (const link of item.querySelectorAll("a")) link.tabIndex = -1;
      for (const expander of item.querySelectorAll(".expander")) expander.setAttribute("aria-hidden", "true");
    }
  }

  function focus(item) {
    for (const other of tree.querySelectorAll("[role=treeitem][tabindex='0']")) other.tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  async function open(item) {
    if (!group(item) && branch(item)) {
      item.setAttribute("aria-busy", "true");
      const answer = await fetch(branch(item));
      item.removeAttribute("aria-busy");
      if (!answer.ok) { location.href = name(item).href; return; }
      if (!group(item)) {
        const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ul");
        item.closest("li").append(part);
        prepare(part);
        own(item);
      }
    }
    if (group(item)) item.setAttribute("aria-expanded", "true");
  }

  function close(item) { if (group(item)) item.setAttribute("aria-expanded", "false"); }

  function toggle(item) { return item.getAttribute("aria-expanded") === "true" ? close(item) : open(item); }

  const keys = {
    ArrowDown(item) { const all = items(); focus(all[Math.min(all.indexOf(item) + 1, all.length - 1)]); },
    ArrowUp(item) { const all = items(); focus(all[Math.max(all.indexOf(item) - 1, 0)]); },
    ArrowRight(item) {
      if (item.getAttribute("aria-expanded") === "false") return open(item);
      const first = group(item) && group(item).querySelector("[role=treeitem]");
      if (first) focus(first);
    },
    ArrowLeft(item) {
      if (item.getAttribute("aria-expanded") === "true") return close(item);
      if (parent(item)) focus(parent(item));
    },
    Home() { focus(items()[0]); },
    End() { const all = items(); focus(all[all.length - 1]); },
    Enter(item) { name(item).click(); },
    " "(item) { return toggle(item); },
  };

  let typed = "";
  let typedAt = 0;
  function find(item, sign) {
    const now = Date.now();
    typed = now - typedAt > 700 ? sign : typed + sign;
    typedAt = now;
    const all = items();
    const at = all.indexOf(item) + (typed.length === 1 ? 1 : 0);
    const found = [...all.slice(at), ...all.slice(0, at)].find((each) => name(each).textContent.trim().toLowerCase().startsWith(typed));
    if (found) focus(found);
  }

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](item); }
    else if (event.key.length === 1) find(item, event.key.toLowerCase());
  });

  tree.addEventListener("click", (event) => {
    const expander = event.target.closest(".expander");
    if (!expander) return;
    event.preventDefault();
    const item = expander.closest("[role=treeitem]");
    focus(item);
    toggle(item);
  });

  tree.setAttribute("role", "tree");
  prepare(tree);
  items()[0].tabIndex = 0;
})();
