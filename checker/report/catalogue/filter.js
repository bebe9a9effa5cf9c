// The page is whole without this: it only hides what does not match the words typed.
(function () {
  var box = document.querySelector(".filter"), input = document.getElementById("filter"), found = document.getElementById("found");
  var families = document.querySelectorAll(".family");
  box.hidden = false;
  input.addEventListener("input", function () {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    families.forEach(function (family) {
      var some = false;
      family.querySelectorAll("article").forEach(function (article) {
        var text = article.textContent.toLowerCase();
        var match = words.every(function (word) { return text.includes(word); });
        article.hidden = !match;
        family.querySelector('[data-for="' + article.id + '"]').hidden = !match;
        document.querySelector('.ids a[href="#' + article.id + '"]').hidden = !match;
        some = some || match;
        shown += match;
      });
      family.hidden = !some;
    });
    found.textContent = words.length ? shown + (shown === 1 ? " commitment" : " commitments") : "";
  });
})();
