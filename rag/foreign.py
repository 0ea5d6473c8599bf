"""What questions in other languages than Chinese ask for: tables of patterns over folded text, the first that matches
counts, and the units they ask in, by the names that these have in Chinese text."""

from __future__ import annotations

import re

from rag.folding import fold

ENGLISH = (
    (
        "percent",
        r"what (?:percentage|percent|share|proportion|fraction|rate)|how much of|what [^?]* (?:rate|intensity|share)\b|"
        r"how many per ?cent|\bby how much\b|percentage points|how much (?:did|does|do|has|have|will) [^?]*\b(?:grow|"
        r"grown|rise|risen|increase|increased|expand|expanded|fall|fallen|drop|dropped|decline|declined|shrink)\b|"
        r"how fast (?:did|does|will|has|should)|how (?:high|low) [^?]*\brate\b|(?:unemployment|growth|coverage) rate|"
        r"what [^?]*\b(?:gdp|economic|income|output|trade|exports?|imports?|investment|sales|revenue) growth"
        r"(?: target| goal)?(?:\?|$| (?:in|for|of|last|this|next|did|does|has|was|is)\b)",
    ),
    (
        "list",
        r"which (?:two|three|four|five|six|seven|eight|nine|ten|\d+)|^(?:name|list)\b|what are the|which are|"
        r"what (?:two|three|four|five|six)",
    ),
    (
        "amount",
        r"how much (?:money|funding|investment|revenue|income|profit|was spent|is spent|in (?:\w+ )?(?:sales|"
        r"loans))|how many (?:[a-z]+ )?(?:yuan|dollars)|how much [^?]*\b(?:cost|earn|invest|invested|spend|spent|"
        r"pay|paid|worth|raise|bring|loans?|yuan)\b|how much (?:is|was) [^?]*(?:wage|salary|allowance|pension|"
        r"subsidy|price|budget)|what [^?]*\b(?:output value|gdp|turnover|revenue|wage|budget)\b",
    ),
    ("date", r"^(?:by |since |until |from )?when\b|(?:what|which) (?:date|year|day|month|time)"),
    (
        "number",
        r"how (?:many|much|long|far|high|large|big|old|often|tall|fast|deep|wide)|(?:what|which) (?:number|"
        r"edition)|what (?:is|was|were) the (?:\w+ ){0,2}(?:number|magnitude|price|index|level|size|depth|height|"
        r"capacity|length|distance|score|amount|volume|population|total)|at what (?:level|price)|within what limit|"
        r"what (?:was|is|were) [^?]*(?:population|total|value|volume|output|size|area|length)|what (?:area|volume|"
        r"amount) of|what (?:did|has|have|does|will) [^?]*\b(?:fall|fallen|fell|rise|risen|reach|reached|drop|"
        r"amount|climb|grow|grown)(?: to\b|$)",
    ),
    ("person", r"\bwho(?:m|se)?\b|which (?:person|academician|governor|leader|scientist|athlete|model worker|hero)"),
    (
        "place",
        r"\bwhere\b|(?:which|what) (?:\w+ )?(?:city|country|province|place|region|county|town|port|area|district|"
        r"site)\b(?!-)",
    ),
    (
        "organisation",
        r"(?:which|what) (?:[\w-]+ ){0,2}(?:company|university|hospital|bank|firm|institution|organi[sz]ation|"
        r"department|school|agency|group)\b",
    ),
    ("reason", r"\bwhy\b|\bhow\b|what (?:approach|reason|measures?|steps)"),
    (
        "name",
        r"\bwhat\b[^?]*\b(?:named?|called)\b|\bwhich\b|^what (?!does|do|did|is|are|was|were|approach|measures|"
        r"steps)\w+|what (?:is|was) the (?:name|title)",
    ),
    ("yesno", r"^(?:is|are|was|were|do|does|did|has|have|had|will|can|could|should)\b"),
)
JAPANESE = (
    (
        "percent",
        r"何(?:%|パーセント|割|ポイント)|(?:率|割合|比率|比重|シェア|伸び|強度|成長目標)[^、]*(?:どこまで|どれ|いくら|何|どの"
        r"(?:くらい|程度))|どれ(?:だけ|くらい|ほど)(?:増|伸|成長|上昇|減|上が|下が)",
    ),
    ("amount", r"いくら|何(?:億|万)?元"),
    ("date", r"いつ|何年(?!間)|何月|何日(?!間)"),
    (
        "number",
        r"いくつ|何(?:人|件|個|社|本|台|校|つ|回|トン|キロ|時間|年間|日間|分|万|億|戸|か所|カ所|箇所|隻|頭|位|番|"
        r"機|基|倍|名|棟|路線|項|種|ムー|平方|立方|世帯|便|軒|枚|冊)|どれ(?:くらい|だけ|ほど)|どの(?:くらい|程度)|"
        r"第何|(?:濃度|指数|水準|マグニチュード|規模)[^、]*どこまで",
    ),
    ("person", r"誰|だれ|どなた"),
    ("list", r"どの[二三四五2-9]|何と何|それぞれ|挙げ|どれとどれ|どんな[^、]*(?:など|たち)"),
    (
        "organisation",
        r"どの(?:企業|会社|大学|病院|銀行|機関|集団|団体|学校)|(?:企業|会社|大学|病院|銀行)[^、]*(?:どこ|どれ|何)",
    ),
    ("place", r"どこ(?!まで)|どの(?:都市|国|省|地域|場所|港|県|市)"),
    ("reason", r"なぜ|どうして|どのように|どうやって|どう(?:します|する)|理由"),
    ("name", r"何という|名前|名称|どの|どちら|どれ|どんな|何"),
)
KOREAN = (
    (
        "percent",
        r"몇 ?(?:%|퍼센트|프로|포인트)|(?:율|률|비중|점유율|강도)[^?]*(?:얼마|몇|수치)|얼마나 (?:증가|늘|성장|상승|"
        r"감소|줄)",
    ),
    ("date", r"언제|몇 ?년(?!간)|몇 ?월|며칠"),
    (
        "amount",
        r"몇 ?(?:억|만)? ?위안|(?:수입|수익|매출|판매액|생산액|투자액|금액|예산|지원금|보조금|비용|임금)[^?]*얼마|"
        r"얼마의 (?:돈|자금|수입|수익|매출)",
    ),
    ("number", r"얼마|몇"),
    ("person", r"누구|누가"),
    (
        "organisation",
        r"(?:어느|어떤) (?:기업|회사|대학|병원|은행|기관|그룹)|(?:기업|회사|대학|병원)(?:은|는) (?:어디|무엇)",
    ),
    ("place", r"어디|(?:어느|어떤) (?:도시|나라|성|지역|항구)"),
    ("list", r"어떤 것들|나열|각각|무엇무엇"),
    ("reason", r"왜|어떻게|이유"),
    ("name", r"이름|어느|어떤|무엇"),
)
# French, German, Spanish, Russian.
OTHERS = (
    (
        "reason",
        r"^(?:wie (?!viel|hoch|lang|groß|weit|hei(?:ß|ss)|oft|alt\b|breit|tief|stark)|cómo (?!se llama)|"
        r"comment (?!s[’'])|как (?!называ)|каким образом|pourquoi|warum|weshalb|por qué|почему|зачем)",
    ),
    (
        "percent",
        r"pour ?cent|prozent|porcentaje|por ciento|процент|quel (?:est |était |sera )?(?:le )?taux|"
        r"taux de (?:chômage|croissance)|quelle (?:part|proportion|fraction|intensité)|"
        r"de combien (?!de )[^?]*(?:augment|progress|\bcr[uû]|baiss|recul|diminu|chut|hauss)|"
        r"welche\w* anteil|\banteil\b|\b(?:die|der|eine) \w+(?:quote|rate)\b|welche intensität|"
        r"um wie ?viel\b(?! ?(?:yuan|personen|mal))|proporción|\btasa\b|qué (?:parte|intensidad)|"
        r"(?<!a )cuánto (?:han? )?(?:creci|aument|sub|baj|disminu|crec|va a crecer)|как\w+ дол|дол[яюие]\b|"
        r"уров\w+ безработ|темп\w* рост|на сколько (?:вырос|увелич|сниз|упал|повыс)",
    ),
    (
        "amount",
        r"combien (?:d[’'e] ?)?(?:argent|yuans?|revenus?|recettes|fonds)|quel (?:montant|budget|"
        r"chiffre d[’']affaires)|quelle (?:somme|valeur)|combien [^?]*(?:rapport[ée]|coût|dépens|investi|gagn|"
        r"tiré)|wie ?viel (?:geld|umsatz|yuan|einnahmen)|wie ?viel [^?]*(?:eingenommen|kostet|gekostet|investier|"
        r"ausgegeben|\bein$)|welche (?:summe|einnahmen)|welchen (?:umsatz|betrag)|produktionswert|"
        r"cuánt[oa]s? (?:dinero|ingresos|ventas|yuanes|fondos|cuesta|costó|invirti|invert|recaud|gast|gan)|"
        r"qué (?:importe|suma|valor)|сколько (?:денег|юаней|средств)|сколько [^?]*(?:выручил|заработал|стоит|стоил|"
        r"вложен|инвест|потра[тч])|как\w+ (?:сумм|выручк|\w* ?стоимость)|объ[её]м (?:продаж|инвестиц)",
    ),
    (
        "date",
        r"\bquand\b|\bwann\b|\bcuándo\b|когда|quelle (?:date|année)|quel jour|welche[sm] (?:jahr|datum|tag)|"
        r"qué (?:año|fecha|mes|día)|как(?:ом|ого|ому) (?:году|года|числа)",
    ),
    (
        "number",
        r"\bcombien\b|wie ?viel|\bcu[aá]nt[oa]s?\b|скольк|\bwie (?:lange?|hoch|groß|weit|breit|tief|oft|alt)\b|"
        r"quel(?:le)? (?:est |était |sera )?(?:la |le |l[’'])?(?:nombre|surface|superficie|longueur|niveau|seuil|"
        r"volume|magnitude|prix|hauteur|édition|taille)|welche[nrms]? (?:höhe|wert|niveau|anzahl|zahl|fläche|länge|"
        r"stärke|menge|\w*zahl|ausgabe)|qué (?:cantidad|número|superficie|nivel|magnitud|longitud|volumen|edición)|"
        r"как\w+ (?:был\w* )?(?:площад|числ|объ[её]м|магнитуд|длин|уровн|уровен|количеств|значени|велич|предел)",
    ),
    ("person", r"\bwe(?:r|m|n|ssen)\b|^(?:à |de |avec |par )?qui\b|\bquién(?:es)?\b|\bк(?:то|ого|ем|ому)\b|чь[яёи]"),
    (
        "organisation",
        r"quel(?:le)?s? (?:\w+ )?(?:entreprise|université|hôpital|banque|société|institution|groupe|organisation)|"
        r"welche\w* (?:\w+ )?(?:firma|unternehmen|universität|krankenhaus|bank|institut|behörde|konzern|hochschule)|"
        r"qué (?:\w+ )?(?:empresa|universidad|hospital|banco|institución|grupo|compañía)|"
        r"как\w+ (?:\w+ )?(?:компани|университет|больниц|банк|институт|предприят|организац|корпорац)",
    ),
    (
        "place",
        r"\boù\b|\bwo(?:hin|her)?\b|\bdónde\b|\bгде\b|куда|откуда|quel(?:le)? (?:ville|province|pays|région|port|"
        r"comté|lieu|endroit)|welche\w* (?:stadt|provinz|land|region|hafen|kreis|ort)\b|qué (?:ciudad|provincia|"
        r"país|región|puerto|condado|lugar)|как\w+ (?:город|провинци|стран|регион|порт|уезд|мест)",
    ),
    (
        "list",
        r"\bquel(?:le)?s\b|\bcuáles\b|welche (?:zwei|drei|vier|fünf)|qué (?:dos|tres|cuatro|cinco)|\bкак(?:ие|их|"
        r"ими)\b|nennen sie|\bcitez\b|перечисл|назовите",
    ),
    (
        "reason",
        r"pourquoi|warum|por qué|почему|\bcomment\b(?! s[’']appelle)|\bcómo\b(?! se llama)|"
        r"\bwie\b(?! hei(?:ß|ss)t)|\bкак\b(?! называ)|каким образом",
    ),
    (
        "name",
        r"\bquel(?:le)?\b|\bwelche[rsnm]?\b|\bcuál\b|\bqué\b|\bкак(?:ой|ая|ое|ую|ого|им|ом)\b|s[’']appelle|hei(?:ß|"
        r"ss)t|se llama|называ|was für",
    ),
)

_QUANTIFIER = re.compile(r"how (?:many|much)|combien|wie ?viel\w*|cu[aá]nt\w+|скольк\w*|何|몇 ?|um das")
_NEXT = re.compile(r"\W*[\w’'.-]+(?:\W+[\w’'.-]+){0,3}")
# What stands right after the quantifier, in any of the languages.
_COUNTED = (
    ("倍", r"times|fois|mal\b|veces|раз\b|fache|^倍|^배"),
    (
        "时间",
        r"minutes|hours|days|weeks|months|years|heures|jours|(?<!par )mois\b|années|minuten|stunden|tage|wochen|"
        r"monate|jahre|minutos|horas|días|meses|años|минут|час|дней|недел|месяц|лет\b|^時間|^年間|^日間|^分|^시간|"
        r"^분|^년간|^일간",
    ),
    ("标准箱", r"container|teu\b|conteneur|contenedor|контейнер|^コンテナ"),
    ("公里", r"kil[oó]m|\bkm\b|километр|^キロ|^킬로"),
    ("亩", r"\bmu\b|hectare|hektar|hectárea|гектар|^ムー|^무"),
    ("吨", r"tonn?es|\btons\b|tonnen|toneladas|тонн|^トン|^톤"),
    ("元", r"^\W*(?:yuan|rmb|юан|元|億元|万元|위안)"),
    ("户", r"households|foyers|ménages|haushalte|hogares|домохозяйств|семей|^戸|^世帯|^가구"),
    (
        "人次",
        r"trips|visits|visitors|passengers|tourist|turistas|voyageurs|passagers|fahrg|passagiere|pasajeros|"
        r"пассажир|турист",
    ),
    (
        "人",
        r"people|jobs|persons|residents|students|workers|personnes|emplois|habitants|élèves|menschen|personen|"
        r"arbeitsplätze|stellen|einwohner|personas|empleos|habitantes|estudiantes|человек|люд|рабочих мест|жител|"
        r"^\s*人|^名|^명",
    ),
)
_MEASURED = (
    (
        "时间",
        r"how long (?:does|did|do|will|has|have)[^?]*(?:take|last)|for how long|wie lange|combien de temps|"
        r"cuánto tiempo|сколько времени|どれくらいの時間|얼마나 오래",
    ),
    ("公里", r"how long|longueur|\blänge|\bwie lang\b|longitud|длин|長さ|길이"),
    ("人", r"population|einwohnerzahl|poblaci[oó]n|населени|人口|인구"),
    ("面积", r"\barea\b|surface|superficie|fläche|площад|面積|면적"),
)


def as_folded(pattern: str) -> str:
    """A pattern as it has to be for folded text: Japanese characters as simplified Chinese has them, signs
    of the pattern left alone."""
    return "".join(character if character.isascii() else fold(character) for character in pattern)


# Things that are counted, by no unit: neither money nor areas, weights or lengths.
_THINGS = re.compile(
    as_folded(
        r"how many|combien d[e’']|wie viele\b|cu[aá]nt[oa]s\b|скольк\w+ [^?]|いくつ|몇 ?(?:개|곳|건|기|대|편|종)|"
        r"何(?:件|個|社|機|基|校|棟|台|か所|カ所|箇所|本|隻|種)"
    )
)
_COUNTED_FOLDED, _MEASURED_FOLDED = (
    tuple((unit, re.compile(as_folded(pattern))) for unit, pattern in table) for table in (_COUNTED, _MEASURED)
)


def unit_asked(asking: str) -> str:
    """What the unit asked for is called in Chinese text, 时间 being any length of time and 个数 any measure word of
    things; empty when nothing is said of it."""
    for quantifier in _QUANTIFIER.finditer(asking):
        after = _NEXT.match(asking, quantifier.end())
        found = next((unit for unit, pattern in _COUNTED_FOLDED if after and pattern.search(after[0])), "")
        if found:
            return found
    things = "个数" if _THINGS.search(asking) else ""
    return next((unit for unit, pattern in _MEASURED_FOLDED if pattern.search(asking)), things)
