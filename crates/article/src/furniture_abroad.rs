//! What news sites outside English write on their furniture; see [`furniture`](crate::furniture).
//!
//! Dateline reads English reports, but it must take any page apart: a German paper prints Reuters in English too, and
//! the article stage serves all languages alike. Gathered from the habits of many sites, by language.

use crate::cues::Cue;

/// Whole lines, lower case, without marks at their ends.
#[rustfmt::skip]
pub(crate) const WHOLE: &[(Cue, &[&str])] = &[
    (Cue::Elsewhere, &[
        // German
        "lesen sie auch", "lesen sie dazu auch", "lesen sie mehr", "mehr zum thema", "mehr zu diesem thema",
        "zum thema", "auch interessant", "auch spannend",
        "das könnte sie auch interessieren", "das könnte dich auch interessieren", "das könnte sie interessieren",
        "weitere artikel", "weitere meldungen", "weitere nachrichten",
        "weitere themen", "mehr aus dieser rubrik", "meistgelesen", "meistgelesene artikel", "am meisten gelesen",
        "empfehlungen", "empfohlen", "unsere empfehlungen",
        "empfehlungen der redaktion", "verwandte artikel", "verwandte themen", "ähnliche artikel", "neueste artikel",
        "aktuelle nachrichten", "schlagwörter", "schlagworte", "themen",
        "mehr lesen", "weiterlesen", "jetzt lesen", "mehr", "beliebte artikel", "aus dem ressort", "mehr von",
        "top-themen", "newsticker", "verwendete quellen", "quellen",
        // French
        "lire aussi", "à lire aussi", "a lire aussi", "à lire également", "lire également", "sur le même sujet",
        "à voir aussi", "voir aussi", "à lire", "les plus lus", "articles liés",
        "articles similaires", "en savoir plus", "à la une", "sur le même thème", "pour aller plus loin",
        "nos recommandations", "plus d'articles", "contenus sponsorisés", "mots-clés",
        // Spanish and Portuguese
        "lea también", "lee también", "leer también", "lea además", "te puede interesar", "le puede interesar",
        "quizás te interese", "también te puede interesar", "noticias relacionadas",
        "noticia relacionada", "artículos relacionados", "más información", "más noticias", "más leídas",
        "lo más leído", "lo más visto", "ver más", "leer más", "temas", "etiquetas", "relacionado",
        "relacionadas", "contenido relacionado", "más sobre este tema", "leia também", "leia mais", "saiba mais",
        "veja também", "notícias relacionadas", "mais lidas", "relacionadas",
        "conteúdo relacionado", "veja mais", "últimas notícias", "últimas noticias", "temas relacionados",
        "mais notícias",
        // Italian
        "leggi anche", "leggi di più", "potrebbe interessarti", "potrebbe interessarti anche", "articoli correlati",
        "notizie correlate", "i più letti", "le più lette", "argomenti", "per approfondire",
        // Dutch
        "lees ook", "lees verder", "lees meer", "meer over", "gerelateerde artikelen", "gerelateerd",
        "meest gelezen", "bekijk ook", "meer nieuws",
        // Scandinavian and Finnish
        "les også", "les mer", "læs også", "læs mere", "läs också", "läs mer", "läs även", "mer om", "mest lest",
        "mest læste", "mest läst", "relaterte artikler", "relaterede artikler", "relaterade artiklar", "lue myös",
        "luetuimmat", "kort fortalt",
        // Polish, Czech, Slovak, Hungarian, Romanian
        "czytaj też", "czytaj także", "czytaj również", "zobacz też", "zobacz także", "zobacz również",
        "przeczytaj także", "najczęściej czytane", "powiązane artykuły", "polecane", "čtěte také", "čtěte též",
        "mohlo by vás zajímat", "související", "související články", "nejčtenější", "čítajte aj",
        "kapcsolódó cikkek", "olvassa el", "ajánlott cikkek", "citește și", "citeste si", "articole similare",
        // Turkish, Greek
        "ilgili haberler", "benzer haberler", "çok okunanlar", "en çok okunanlar", "öne çıkanlar", "sonraki haber",
        "önceki haber", "διαβάστε επίσης", "σχετικά άρθρα",
        // Russian, Ukrainian, Bulgarian
        "читайте также", "читайте ещё", "по теме", "материалы по теме", "похожие новости", "новости по теме",
        "самое читаемое", "читайте також", "також читайте", "матеріали по темі", "прочетете още",
        // Arabic, Hebrew, Persian, Hindi
        "اقرأ أيضا", "اقرأ أيضاً", "اقرأ المزيد", "مواضيع ذات صلة", "أخبار ذات صلة", "شاهد أيضا", "الأكثر قراءة",
        "קראו גם", "כתבות נוספות", "همچنین بخوانید", "यह भी पढ़ें", "संबंधित खबरें",
        // Chinese, Japanese, Korean, Vietnamese, Indonesian
        "相关新闻", "相关阅读", "相关报道", "延伸阅读", "推荐阅读", "热门新闻", "相關新聞", "延伸閱讀", "推薦閱讀", "関連記事", "関連ニュース", "あわせて読みたい",
        "おすすめ記事", "アクセスランキング", "こんな記事も", "관련기사", "관련 기사", "많이 본 뉴스", "추천기사",
        "tin liên quan", "xem thêm", "đọc thêm", "baca juga", "berita terkait", "artikel terkait", "terpopuler",
    ]),
    (Cue::Comments, &[
        "kommentare", "kommentar schreiben", "kommentar verfassen", "schreiben sie einen kommentar",
        "schreibe einen kommentar", "diskutieren sie mit", "leserkommentare", "commentaires",
        "laisser un commentaire", "réagir",
        "comentarios", "comentários", "deja un comentario", "deje un comentario", "deixe um comentário",
        "deixe seu comentário", "commenti", "lascia un commento", "reacties", "reageer", "kommentarer", "komentarze",
        "dodaj komentarz", "komentáře", "diskuse", "yorumlar", "yorum yap", "комментарии", "коментарі", "التعليقات",
        "תגובות", "コメント", "评论", "댓글", "bình luận", "komentar",
    ]),
    (Cue::Control, &[
        "teilen", "artikel teilen", "drucken", "merken", "merkliste", "vorlesen", "artikel anhören", "artikel hören",
        "anhören", "schließen", "anzeige", "werbung", "-anzeige-", "mehr anzeigen", "weniger anzeigen", "nach oben",
        "zur startseite", "startseite",
        "bild vergrößern", "link kopieren", "kopieren", "newsletter", "abonnieren", "anmelden", "einloggen",
        "registrieren", "suche", "video abspielen",
        "partager", "imprimer", "écouter", "publicité", "fermer", "envoyer", "s'abonner", "se connecter",
        "copier le lien", "afficher plus", "compartir", "imprimir", "publicidad", "publicidade", "escuchar",
        "guardar", "cerrar", "enviar",
        "compartilhar", "compartilhe", "ouvir", "continua após a publicidade", "condividi", "stampa", "pubblicità",
        "ascolta", "chiudi", "delen", "afdrukken", "advertentie", "bewaar", "sluiten", "del", "annonse", "annonce",
        "annons", "dela", "skriv ut", "lukk", "vis mer",
        "udostępnij", "drukuj", "reklama", "sdílet", "tisknout", "zavřít", "zdieľať", "megosztás", "hirdetés",
        "distribuie", "publicitate", "paylaş", "yazdır", "reklam", "κοινοποίηση", "διαφήμιση", "поделиться",
        "реклама", "поділитися", "مشاركة", "إعلان", "طباعة", "שתף", "פרסומת",
        "分享", "打印", "广告", "廣告", "シェア", "印刷", "広告", "공유", "인쇄", "광고", "chia sẻ", "quảng cáo", "bagikan", "iklan",
        "advertisement - scroll ke bawah untuk melanjutkan", "fakta", "del på facebook",
    ]),
];

/// Beginnings of lines, lower case, that no report begins with.
#[rustfmt::skip]
pub(crate) const BEGINS: &[(Cue, &[&str])] = &[
    (Cue::Pointer, &[
        "lesen sie auch:", "lesen sie hier", "lesen sie dazu:", "mehr dazu:", "mehr zum thema:", "auch interessant:",
        "lire aussi :", "lire aussi:", "à lire aussi :", "à lire aussi:", "a lire aussi", "lea también:",
        "lee también:", "lea además:", "te puede interesar:", "ver también:",
        "leia também:", "leia mais:", "veja também:", "leggi anche:", "leggi anche ", "lees ook:", "lees ook ",
        "les også:", "læs også:", "läs också:", "läs mer:", "lue myös:", "czytaj też:", "czytaj także:",
        "czytaj również:", "zobacz też:", "čtěte také:", "čítajte aj:", "citește și:", "citeşte şi:",
        "читайте также:", "читайте також:", "اقرأ أيضا:", "اقرأ أيضاً:", "baca juga:", "baca juga ", "xem thêm:",
        ">>> ", "→ ",
    ]),
    (Cue::Box, &[
        "melden sie sich für unseren newsletter", "abonnieren sie", "jetzt abonnieren", "jetzt anmelden und",
        "dieser artikel ist für abonnenten", "sie möchten weiterlesen", "weiterlesen mit",
        "hat ihnen dieser artikel gefallen", "an dieser stelle finden sie", "an dieser stelle befindet sich ein",
        "empfohlener redaktioneller inhalt", "empfohlener externer inhalt", "externer inhalt",
        "ich bin damit einverstanden, dass mir externe inhalte", "mit der anmeldung", "abonnez-vous",
        "inscrivez-vous à", "cet article est réservé", "il vous reste", "recevez ", "suscríbete", "apúntate a nuestr", "suscríbase",
        "regístrate",
        "inicia sesión", "este contenido es exclusivo", "este artículo es exclusivo", "assine ", "inscreva-se",
        "receba ", "cadastre-se", "iscriviti", "abbonati", "accedi ", "meld je aan", "abonneer je", "schrijf je in",
        "bli abonnent", "allerede abonnent", "bliv abonnent", "log ind", "logg inn",
        "zapisz się", "zaloguj się", "подпишитесь", "подписывайтесь", "підпишіться", "підписуйтесь", "اشترك",
        "この記事は会員限定", "この記事は有料", "有料会員になると", "会員登録", "ここから先は", "이 기사는 유료", "đăng ký",
    ]),
    (Cue::Tail, &[
        "mit material von", "mit informationen von", "mit agenturmaterial", "quelle: ", "quellen: ", "source : ",
        "fuente: ", "fonte: ", "источник:", "джерело:", "责任编辑", "責任編輯", "(责编", "（责编",
    ]),
];
