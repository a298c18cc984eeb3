// Small comforts of every page: copying a code, filters open on wide screens, errors first, no empty parameters in addresses.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Where the visitor is goes into a field of the form, and nowhere before they send it.
  for (const button of document.querySelectorAll("[data-here]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      const field = document.querySelector(button.dataset.here);
      field.value = `${coords.latitude.toFixed(3)}, ${coords.longitude.toFixed(3)}`;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }));
  }

  if (matchMedia("(min-width: 56em)").matches) {
    for (const details of document.querySelectorAll("details[data-open-wide]")) details.open = true;
  }

  // What stands against a form is read first, also by who hears the page.
  document.querySelector(".error-summary[tabindex]")?.focus();

  // What only has to be sent on is sent on; without scripts its button does it.
  for (const form of document.querySelectorAll("form[data-sends-itself]")) form.requestSubmit();

  // A question sends its empty fields too; without them an address can be read and shared. In a form that writes an empty
  // field says that nothing is to stand there.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "" || (name === "open" && value === "open")) event.formData.delete(name);
    }
  });
})();
