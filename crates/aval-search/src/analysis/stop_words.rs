//! Words that say nothing of the subject, in French and in English, without accents. They
//! belong to the languages, not to a programme.

/// French and English articles, pronouns, prepositions and auxiliaries.
const STOP_WORDS: &str = "
a afin ai ait alors an apres as au aucun aucune aura aussi autre autres aux avais avait avant
avec avez avoir avons ayant bien c ca car ce ceci cela celle celles celui ces cet cette ceux chez
comme comment d dans de deja depuis des dire dit doit doivent dois donc dont du elle elles en
encore entre es est et etaient etait etant etc ete etes etre eu eux faire fais fait font faut
fera faudrait hors ici il ils j je jusqu l la laquelle le lequel les lesquelles lesquels leur
leurs lors lorsqu lorsque lui m ma mais me meme memes mes mettre mets mis mise moi moins mon n
ne ni nos notre nous on ont ou oui par parce pas peu peut peuvent peux plus pour pourquoi
pourrait pouvez pouvoir puis puisque puis qu quand que quel quelle quelles quels qui quoi quoique
s sa sans sera serait ses si sinon soit sommes son sont sous suis sur t ta tant te tel telle
tels tes toi ton tous tout toute toutes tres trop tu un une va vais vers via vos votre vous vont
voudrais veux veut y
am and any are be been being by can cannot could did do does for from had has have he her his
how i in into is it its me my not of off on or our shall she should so than that the their them
then there these they this to was we were what when where which who why will with would you your
";

/// Only for texts that are looked up: they show what is wanted, not which subject.
pub(crate) fn is_stop_word(folded: &str) -> bool {
    // Two hundred words: a set built once is enough, and no hashing by hand.
    static WORDS: std::sync::LazyLock<std::collections::HashSet<&'static str>> =
        std::sync::LazyLock::new(|| STOP_WORDS.split_whitespace().collect());
    WORDS.contains(folded)
}
