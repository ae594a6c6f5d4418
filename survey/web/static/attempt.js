// The large buttons: a press counts at the instant it is made, is kept on this device until the server has it, and is
// one step however often it is sent. Without this script every press is a form of its own with the server's time.

const form = document.querySelector("form.press");
if (form) {
  const { task, person, moves: movesText, steps: stepsText, limit, now, zone, words: wordsText } = form.dataset;
  const moves = JSON.parse(movesText);
  const words = JSON.parse(wordsText);
  const key = `medlytt:steps:${person}:${task}`;
  const hours = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone }); // as the page was written
  const skew = Date.now() - Number(now) * 1000;
  const timer = form.querySelector(".timer");
  const clock = timer.querySelector(".clock");
  const up = form.querySelector(".up");
  const state = form.querySelector(".state");
  const list = form.querySelector(".steps");
  const lead = form.dataset.going ? document.querySelector(".lead") : null;
  let token = form.elements.token.value;
  let steps = JSON.parse(stepsText).map(([step, at]) => [step, Date.parse(at) + skew]);
  let known = steps.length; // how many of them the server has
  let sending = false;
  let pause = 1000;

  const last = () => steps.at(-1)?.[0] ?? "";
  const isOver = () => steps.length > 0 && moves[last()].every((step) => step === "void");
  const two = (number) => String(number).padStart(2, "0");

  function keep() {
    try {
      if (known === steps.length) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ token, steps }));
    } catch {
      // no store on this device: the server gets each press at once
    }
  }

  function recall() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key));
    } catch {
      return;
    }
    if (!kept || (steps.length && kept.token !== token)) return;
    if (steps.every(([step], n) => kept.steps[n]?.[0] === step) && kept.steps.length > steps.length) {
      token = kept.token;
      steps = [...steps, ...kept.steps.slice(steps.length)];
    }
  }

  function render() {
    const next = moves[last()] ?? [];
    for (const button of form.querySelectorAll("button[name=step]")) {
      button.hidden = !next.includes(button.value) || isOver();
    }
    form.elements.token.value = token;
    form.elements.index.value = steps.length;
    list.replaceChildren(
      ...steps.map(([step, at]) => {
        const item = document.createElement("li");
        const when = new Date(at - skew); // on the server's clock, which counts
        const time = document.createElement("time");
        time.dateTime = when.toISOString();
        time.textContent = hours.format(when);
        item.append(time, ` ${words.done[step]}`);
        return item;
      }),
    );
    timer.hidden = !steps.length;
    if (steps.length && lead) lead.textContent = form.dataset.going;
    tick();
  }

  // The clock of the wait stands still when a person answers; a search runs to its end.
  function tick() {
    if (!steps.length) return;
    const answered = steps.find(([step]) => step === "answered");
    const end = answered ? answered[1] : isOver() ? steps.at(-1)[1] : Date.now();
    const seconds = Math.max(0, Math.floor((end - steps[0][1]) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    const late = limit && seconds >= Number(limit) && !answered && !isOver();
    if (late && up.hidden) navigator.vibrate?.([300, 150, 300]);
    up.hidden = !late;
    timer.classList.toggle("late", Boolean(late));
  }

  async function send() {
    if (sending || known === steps.length) return;
    sending = true;
    const marks = JSON.stringify(steps.map(([step, at]) => [step, new Date(at).toISOString()]));
    const count = steps.length;
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, token, marks, clock: Date.now() });
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
    } catch {
      // no connection
    }
    sending = false;
    await received(answer, count);
  }

  async function received(answer, count) {
    const body = answer ? await answer.json().catch(() => null) : null;
    if (answer?.ok && body?.steps) {
      known = count;
      pause = 1000;
      state.textContent = "";
      keep();
      if (isOver() && known === steps.length) return location.reload();
      return send();
    }
    if (answer?.status === 409 && body?.steps) {
      steps = body.steps.map(([step, at]) => [step, Date.parse(at) + skew]);
      known = steps.length;
      keep();
      state.textContent = words.clash;
      return isOver() ? location.reload() : render();
    }
    if (answer?.status === 401 || answer?.status === 403) return signInAgain();
    if (answer && answer.status < 500) {
      localStorage.removeItem(key);
      state.textContent = `${words.refused} ${body?.title ?? ""}`;
      steps = steps.slice(0, known);
      return render();
    }
    state.textContent = words.offline;
    again();
  }

  async function signInAgain() {
    const answer = await fetch(`/tasks/${task}/draft`, { headers: { accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      const { csrf } = await answer.json();
      document.querySelectorAll("input[name=csrf]").forEach((field) => (field.value = csrf));
      return send();
    }
    state.textContent = words.signedOut;
    again();
  }

  function again() {
    pause = Math.min(pause * 2, 30_000);
    setTimeout(send, pause);
  }

  form.addEventListener("submit", (event) => {
    const step = event.submitter?.value;
    if (!step) return;
    event.preventDefault();
    if (!(moves[last()] ?? []).includes(step)) return; // a doubled press
    steps.push([step, Date.now()]);
    keep();
    render();
    send();
    if (step === "start") open(document.querySelector("a.site")?.href ?? "", "_blank", "noopener");
    if (step === "dial" && matchMedia("(pointer: coarse)").matches) {
      location.href = document.querySelector("a.tel").href;
    }
  });

  // Tapping the number itself dials as well: that is the moment.
  document.querySelector("a.tel")?.addEventListener("click", () => {
    if (!steps.length && matchMedia("(pointer: coarse)").matches) {
      steps.push(["dial", Date.now()]);
      keep();
      render();
      send();
    }
  });

  addEventListener("online", send);
  setInterval(tick, 250);
  recall();
  render();
  send();
}
