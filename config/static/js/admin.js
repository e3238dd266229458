/* A form of the staff's admin is sent only while somebody is signed in and the server answers.
   Otherwise the page stays as it is, with everything typed and every file chosen, and says what
   to do: sign in beside it, then press again. */
(function () {
  "use strict";

  const notice = document.querySelector("[data-session]");
  if (!notice) return;
  let asking = false;
  let cleared = null;

  document.addEventListener("submit", submitted, true);
  document.addEventListener("visibilitychange", () => document.hidden || notice.hidden || look());

  async function submitted(event) {
    const form = event.target;
    if (form.method !== "post" || cleared === form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking) return;
    const button = event.submitter;
    asking = true;
    const state = await session();
    asking = false;
    if (state === "alive") send(form, button);
    else {
      release(button);
      say(state);
    }
  }

  /* Another tab may have signed in as well: then the page's token is an old one. */
  function send(form, button) {
    const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (cookie) for (const token of form.querySelectorAll("input[name=csrfmiddlewaretoken]")) token.value = cookie[1];
    notice.hidden = true;
    /* Wagtail blocks a pressed button, and a blocked button's name would not be sent. */
    const blocked = button && button.disabled;
    if (blocked) button.disabled = false;
    cleared = form;
    form.requestSubmit(button);
    cleared = null;
    if (blocked) button.disabled = true;
  }

  function release(button) {
    if (!button) return;
    button.disabled = false;
    if (button.dataset.wProgressLoadingValue) button.dataset.wProgressLoadingValue = "false";
  }

  async function session() {
    try {
      const answer = await fetch(notice.dataset.session, { method: "HEAD", cache: "no-store", redirect: "error" });
      if (answer.ok) return "alive";
      return answer.status === 401 ? "ended" : "offline";
    } catch (problem) {
      return "offline";
    }
  }

  async function look() {
    say(await session());
  }

  function say(state) {
    for (const words of notice.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== state;
    notice.hidden = false;
    notice.focus();
  }
})();
