// The contract as a page where each address can be asked: shown by Swagger UI, from this server and of nobody else.
(() => {
  "use strict";

  const place = document.getElementById("api");
  if (!place || !window.SwaggerUIBundle) return;
  const wantsDark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark-mode", wantsDark.matches);
  follow();
  wantsDark.addEventListener("change", follow);

  // Whatever scrolls is reached by keys, and who listens is told where the filter is.
  new MutationObserver(() => {
    place.querySelector(".filter-container")?.setAttribute("role", "search");
    for (const one of place.querySelectorAll("pre:not([tabindex])")) one.tabIndex = 0;
  }).observe(place, { childList: true, subtree: true });

  window.SwaggerUIBundle({
    domNode: place, url: place.dataset.contract, validatorUrl: null, docExpansion: "list", defaultModelsExpandDepth: -1,
    displayOperationId: true, filter: true, tryItOutEnabled: true, syntaxHighlight: { activated: false },
  });
})();
