/* Pages work without this. It saves drafts while somebody types, keeps a form from being sent
   twice, and puts the focus on what has to be corrected. */
(function () {
  "use strict";

  const SAVE_AFTER = 20000;

  /* The first error summary of the page takes the focus. */
  const summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
    /* The answer to a form that was refused: "back" and "reload" then ask for the page anew. */
    history.replaceState(null, "", location.href);
  }

  /* A second press of the same button sends nothing. */
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
  /* Coming back with the browser's button finds the form open again. */
  window.addEventListener("pageshow", function () {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });

  /* Browsers that cannot show a closed sheet in a wide page's column get it opened. */
  if (matchMedia("(min-width: 768px)").matches && !CSS.supports("selector(::details-content)")) {
    for (const sheet of document.querySelectorAll("details.sheet")) sheet.open = true;
  }

  for (const print of document.querySelectorAll("[data-print]")) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  for (const form of document.querySelectorAll("form[data-autosave]")) autosave(form);

  function autosave(form) {
    const notice = document.querySelector("[data-saved]");
    let timer = null;
    let changed = false;
    let busy = false;
    let waiting = null;

    function say(state, words) {
      if (!notice) return;
      notice.hidden = false;
      notice.dataset.state = state;
      /* Spoken only when a person has to know. */
      if (state === "failed" || state === "conflict") notice.setAttribute("role", "alert");
      else notice.removeAttribute("role");
      notice.querySelector("[data-saved-words]").textContent = words;
    }

    function body() {
      const pairs = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") pairs.append(name, value);
      return pairs;
    }

    function plan() {
      if (!timer) timer = setTimeout(save, SAVE_AFTER);
    }

    function adopt(version) {
      const field = form.querySelector("input[name=version]");
      if (field && version !== undefined) field.value = version;
    }

    async function save() {
      clearTimeout(timer);
      timer = null;
      if (!changed || busy || form.dataset.sent || form.dataset.conflict) return;
      busy = true;
      changed = false;
      say("saving", notice ? notice.dataset.savingText : "");
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: body(),
          headers: { "X-Requested-With": "autosave" },
          credentials: "same-origin",
          redirect: "error",
        });
        if (answer.status === 409) {
          form.dataset.conflict = "yes";
          say("conflict", notice ? notice.dataset.conflictText : "");
          return;
        }
        if (!answer.ok) throw new Error(String(answer.status));
        if (answer.headers.has("X-Version")) adopt(answer.headers.get("X-Version"));
        else if (answer.status === 200) adopt((await answer.json()).version);
        const at = answer.headers.get("X-Saved-At") || new Date().toTimeString().slice(0, 5);
        say("saved", (notice ? notice.dataset.savedText : "") + " " + at);
      } catch (problem) {
        changed = true;
        say("failed", notice ? notice.dataset.failedText : "");
      } finally {
        busy = false;
        if (waiting) form.requestSubmit(waiting.button);
        else if (changed) plan();
      }
    }

    /* Sent while a save is on its way, the form would carry an old version: wait for the answer. */
    form.addEventListener("submit", function (event) {
      clearTimeout(timer);
      timer = null;
      if (!busy) return;
      event.preventDefault();
      waiting = { button: event.submitter };
    });

    function touched() {
      changed = true;
      plan();
    }
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    document.addEventListener("visibilitychange", () => document.hidden && save());
    form.addEventListener("autosave", save);
  }
})();
