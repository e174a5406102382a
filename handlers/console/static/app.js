// Keeps the desk up to date and carries its forms out without leaving the
// page. Everything here also works without this file, by links and forms.
"use strict";
(() => {
  let csrf = document.body.dataset.csrf || "";
  const dialog = document.getElementById("dialog");
  const status = document.getElementById("status");
  const desk = document.querySelector("[data-live-desk]");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };

  // ---- showing what changed -------------------------------------------------
  const sources = new WeakMap(); // element -> the HTML it was made of
  document.querySelectorAll("[data-key]").forEach((el) => sources.set(el, el.outerHTML));

  // A card somebody is typing in is left alone until they are done.
  const busy = (el) => [...el.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue || t === document.activeElement);

  function replace(old, fresh) {
    const open = [...old.querySelectorAll("details")].map((d) => d.open);
    const focus = old.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    old.replaceWith(fresh);
    fresh.querySelectorAll("details").forEach((d, i) => { if (open[i]) d.open = true; });
    if (focus) (fresh.querySelector(`[data-action="${focus}"]`) || fresh.querySelector("a, button"))?.focus();
  }

  function announce(old, fresh) {
    if (!fresh.dataset.case || (old && old.dataset.state === fresh.dataset.state)) return;
    say(`Case ${fresh.dataset.case}: ${fresh.querySelector(".status")?.textContent.trim() || ""}`);
  }

  // What somebody looks at or is about to press stays where it is on the
  // screen when cards come and go above it.
  function holdingStill(change) {
    const held = document.querySelector("[data-list] > :hover") || document.activeElement?.closest?.("[data-list] > *") ||
      (scrollY > 200 && [...document.querySelectorAll("#waiting > .card, #done > .card")].find((el) => el.getBoundingClientRect().bottom > 80));
    const key = held?.dataset?.key, list = held?.parentElement;
    const top = held && held.getBoundingClientRect().top;
    change();
    const after = key && [...list.children].find((el) => el.dataset.key === key);
    if (!after) return;
    const by = after.getBoundingClientRect().top - top;
    const short = scrollY + by + innerHeight - document.documentElement.scrollHeight;
    if (short > 0) desk.style.minHeight = desk.offsetHeight + short + "px"; // the page ends too soon to scroll so far
    window.scrollBy({ top: by, behavior: "instant" });
  }

  // Brings a list to what the server shows, one child at a time.
  function reconcile(list, fresh) {
    const old = new Map([...list.children].map((el) => [el.dataset.key, el]));
    let at = list.firstElementChild;
    for (const next of [...fresh.children]) {
      const html = next.outerHTML, had = old.get(next.dataset.key);
      old.delete(next.dataset.key);
      let now = had;
      if (!had) {
        now = next; now.classList.add("fresh"); announce(null, next);
      } else if (sources.get(had) !== html && !busy(had)) {
        announce(had, next);
        if (at === had) at = next;
        replace(had, next); now = next;
      }
      if (now !== had || !sources.has(now)) sources.set(now, html);
      if (now === at) at = at.nextElementSibling; else list.insertBefore(now, at);
      reveal(now);
    }
    old.forEach((el) => { if (el.isConnected && !busy(el)) el.remove(); });
  }

  async function load(path) {
    const r = await fetch(path, { credentials: "same-origin" });
    if (r.status === 401 || r.redirected) { signedOut(); throw new Error("signed out"); }
    if (!r.ok) throw new Error("status " + r.status);
    document.getElementById("signedout")?.remove();
    return new DOMParser().parseFromString(await r.text(), "text/html");
  }

  // ---- signed out -----------------------------------------------------------
  // Whoever is writing when their session ends stays on the page with what they
  // have written; anybody else is taken to sign in.
  const writing = () => [...document.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue);
  const goOn = "You are signed out. Sign in again in another tab, then send this here: nothing you wrote is lost.";

  function signedOut() {
    if (!writing()) { location.href = "/login"; return; }
    if (dialog?.open || document.getElementById("signedout")) return; // a form in a dialog says so when it is sent
    const notice = document.createElement("p"), link = document.createElement("a");
    notice.id = "signedout"; notice.className = "trouble"; notice.setAttribute("role", "alert");
    link.href = "/login"; link.target = "_blank"; link.textContent = "Sign in";
    notice.append(goOn + " ", link);
    document.getElementById("main").prepend(notice);
  }

  // A session begun meanwhile in another tab, by the same person, has a token of
  // its own.
  const signedInAs = (doc) => doc.querySelector(".who strong")?.textContent;
  async function renewed() {
    const r = await fetch("/", { credentials: "same-origin" });
    if (!r.ok || r.redirected) return false;
    const doc = new DOMParser().parseFromString(await r.text(), "text/html"), old = csrf;
    if (signedInAs(doc) !== signedInAs(document)) return false;
    csrf = doc.body.dataset.csrf || "";
    return csrf !== old;
  }

  async function refreshQueue() {
    const doc = await load("/fragments/queue");
    const now = document.getElementById("queue"), next = doc.getElementById("queue");
    holdingStill(() => {
      for (const id of ["owed", "waiting", "done"]) reconcile(document.getElementById(id), doc.getElementById(id));
      now.querySelector(".counts").replaceWith(next.querySelector(".counts"));
      const title = now.querySelector(".done-title"), fresh = next.querySelector(".done-title");
      if (!title && fresh) document.getElementById("done").before(fresh); else if (title && !fresh) title.remove();
    });
  }

  async function refreshClient() {
    const select = document.getElementById("channel"), list = document.getElementById("threads");
    if (!select || !list) return;
    const doc = await load("/fragments/client?channel=" + encodeURIComponent(select.value));
    const next = doc.getElementById("threads");
    if (list.dataset.channel !== next.dataset.channel) { list.replaceChildren(); list.dataset.channel = next.dataset.channel; }
    holdingStill(() => reconcile(list, next));
  }

  // Many changes at once cost one reading; a change during a reading, one more.
  let wanted = false, running = false;
  async function refresh() {
    if (!desk) return;
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      try { await Promise.all([refreshQueue(), refreshClient()]); } catch (err) { console.warn("not refreshed:", err.message); }
      await new Promise((done) => setTimeout(done, 120));
    }
    running = false;
  }

  // ---- forms and dialogs ----------------------------------------------------
  // A message keeps its id until it is known to be taken in: sent again after an
  // answer that never came, it is the same message and not a second one.
  const tries = new WeakMap(); // form -> what was sent, and under which id
  function fields(form) {
    const body = new URLSearchParams(new FormData(form));
    body.delete("form"); // by which the program knows a second press where no script runs
    const what = body.toString();
    if (form.getAttribute("action") !== "/messages") return body;
    if (tries.get(form)?.what !== what) {
      const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
      tries.set(form, { what, id: "w-" + id });
    }
    body.set("id", tries.get(form).id);
    return body;
  }

  async function post(form, again) {
    const r = await fetch(form.getAttribute("action"), { // a field may be called action too
      method: "POST", credentials: "same-origin", body: fields(form),
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
    });
    if ((r.status === 401 || r.status === 403) && !again && await renewed()) return post(form, true);
    if (r.status === 401) return { ok: false, answer: { error: goOn } };
    return { ok: r.ok, answer: await r.json().catch(() => ({})) };
  }

  const wrong = (answer) => answer.error || "The program did not answer, so whether it took this is not known. Send it again in a moment: nothing is sent twice.";

  function showError(form, answer) {
    let place = form.querySelector("[data-error]");
    if (!place) {
      place = document.createElement("p");
      place.className = "trouble"; place.dataset.error = ""; place.setAttribute("role", "alert");
      form.append(place);
    }
    place.textContent = wrong(answer);
    place.hidden = false;
    const list = form.querySelector("[data-checks]");
    const signed = form.querySelector("[name=signed]"), send = form.querySelector("[data-submit]");
    if (signed && answer.signed) { signed.value = answer.signed; send.textContent = "I stand by it: send"; }
    if (list) list.replaceChildren(...(answer.checks || []).filter((c) => c.verdict !== "ok").map((c) => {
      const li = document.createElement("li");
      li.textContent = c.detail || c.name;
      return li;
    }));
  }

  async function submit(form) {
    const buttons = form.querySelectorAll("button");
    buttons.forEach((b) => { b.disabled = true; });
    let done = { ok: false, answer: {} };
    try { done = await post(form); } catch { /* told below */ }
    buttons.forEach((b) => { b.disabled = false; });
    if (!done.ok) { showError(form, done.answer); refresh(); return; }
    form.querySelector("[data-error]")?.remove();
    tries.delete(form);
    form.querySelectorAll("textarea").forEach((t) => { t.value = t.defaultValue = ""; });
    if (form.dataset.live === "dialog") { if (dialog.open) dialog.close(); else { location.href = "/"; return; } }
    if (form.dataset.live !== "message") form.closest("details")?.removeAttribute("open");
    if (form.dataset.live !== "dialog" && form.dataset.live !== "decision") say("Sent.");
    if (form.closest(".recordpage")) location.reload();
    await refresh();
  }

  async function ask(link) {
    const href = link.getAttribute("href");
    const doc = await load(href + (href.includes("?") ? "&" : "?") + "fragment=1").catch(() => null);
    const form = doc?.querySelector("form.ask");
    if (!form) {
      if (!document.getElementById("signedout")) say("This is not possible any more: the case has moved on.");
      refresh(); return;
    }
    dialog.replaceChildren(form);
    reveal(dialog);
    dialog.returnFocus = link.dataset.action + "@" + (link.closest("[data-case]")?.dataset.case || "");
    dialog.showModal();
    const text = dialog.querySelector("textarea[autofocus]");
    const at = text?.form.elements.action.value === "correct" ? text.value.length : 0; // its beginning is given
    if (text) { text.focus(); text.setSelectionRange(at, at); text.scrollTop = 0; }
  }

  // Escape would drop what somebody wrote in a dialog: that takes a second press.
  dialog?.addEventListener("cancel", (e) => {
    const place = dialog.querySelector("[data-error]");
    const written = [...dialog.querySelectorAll("textarea")].some((t) => t.value !== (t.dataset.proposed ?? t.defaultValue));
    if (!place || !written || dialog.dataset.leaving) return;
    e.preventDefault();
    dialog.dataset.leaving = "1";
    place.textContent = "What you wrote has not been sent. Press Escape again to drop it.";
    place.hidden = false;
  });
  dialog?.addEventListener("input", () => { delete dialog.dataset.leaving; });

  dialog?.addEventListener("close", () => {
    delete dialog.dataset.leaving;
    const [action, id] = (dialog.returnFocus || "@").split("@");
    const card = document.querySelector(`[data-case="${id}"]`);
    (card?.querySelector(`[data-action="${action}"]`) || card?.querySelector("a, button"))?.focus();
    dialog.replaceChildren();
  });

  function copy(button) {
    const text = button.parentElement.querySelector("[data-opener]").textContent;
    navigator.clipboard?.writeText(text).then(() => { button.textContent = "Copied"; say("Copied."); }, () => say("Copying is not allowed here: mark the text instead."));
  }

  function insert(button) {
    const area = button.closest("form").querySelector("textarea[name=text]");
    area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.focus();
  }

  // The firm's own words for a reason take the place of those proposed before,
  // never of what somebody typed.
  function proposed(chip) {
    const area = chip.form.querySelector("textarea[name=text]");
    if (!area || chip.form.elements.action.value !== "escalate") return;
    const before = area.dataset.proposed ?? area.defaultValue;
    if (area.value !== before) return;
    area.value = area.dataset.proposed = chip.dataset.words || area.defaultValue;
  }

  // Buttons that only work with this file appear with it.
  function reveal(root) { root.querySelectorAll("[data-copy], [data-insert]").forEach((b) => { b.hidden = false; }); }

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.matches("form[data-live]")) return;
    e.preventDefault();
    submit(form);
  });
  document.addEventListener("click", (e) => {
    const el = e.target.closest("a, button");
    if (!el || e.ctrlKey || e.metaKey || e.shiftKey) return;
    if (el.matches("[data-dialog]")) { e.preventDefault(); ask(el); }
    else if (el.matches("[data-close]") && dialog.open) { e.preventDefault(); dialog.close(); }
    else if (el.matches("[data-copy]")) copy(el);
    else if (el.matches("[data-insert]")) insert(el);
    else if (el.matches("[data-sample]")) {
      e.preventDefault();
      const box = document.getElementById("message");
      box.value = el.dataset.sample; box.focus();
    }
  });
  // A menu closes when something else is chosen.
  const closeMenus = (but) => document.querySelectorAll("details[data-menu][open]").forEach((m) => { if (m !== but) m.open = false; });
  document.addEventListener("click", (e) => closeMenus(e.target.closest("details[data-menu]")), true);
  document.addEventListener("focusin", (e) => closeMenus(e.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (e) => {
    const menu = e.target.closest?.("details[data-menu][open]");
    if (e.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.matches("form[data-live] textarea")) { e.preventDefault(); e.target.form.requestSubmit(); }
    if (e.key === " " && e.target.matches("a[role=button]")) e.preventDefault(); // it would scroll
  });
  document.addEventListener("keyup", (e) => {
    if (e.key === " " && e.target.matches("a[role=button]")) e.target.click(); // as a button does
  });
  document.addEventListener("change", (e) => {
    if (e.target.matches("form[data-auto] select, form[data-auto] input")) e.target.form.submit();
    if (e.target.matches("form.ask [name=chip]")) proposed(e.target);
    if (e.target.id === "channel") {
      document.getElementById("author").value = e.target.selectedOptions[0].dataset.author || "";
      history.replaceState(null, "", "/?channel=" + encodeURIComponent(e.target.value));
      refresh();
    }
  });

  // ---- hearing of changes ---------------------------------------------------
  reveal(document);
  if (desk) {
    const events = new EventSource("/api/events");
    for (const kind of ["hello", "case", "thread"]) events.addEventListener(kind, refresh);
    setInterval(refresh, 60000); // the clocks on the cards
    window.addEventListener("pagehide", () => events.close());
  }
})();
