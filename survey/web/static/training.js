// While a model is trained its progress is fetched; when it is done the page comes anew, once.
const place = document.getElementById("training");
place?.querySelector(".without")?.setAttribute("hidden", "");
const look = async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return void setTimeout(look, 10_000);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("training");
    if (!fresh || !("underWay" in fresh.dataset)) return void location.reload();
    for (const part of ["label[for=progress]", "section > .small"]) {
      const [old, now] = [place.querySelector(part), fresh.querySelector(part)];
      if (old && now && old.textContent !== now.textContent) old.textContent = now.textContent;
    }
    place.querySelector("progress").value = fresh.querySelector("progress").value;
  } catch {
    // no connection just now
  }
  setTimeout(look, 3_000);
};
setTimeout(look, 2_000);
