"""The words of a report of what was measured, in Chinese and English, by name: on the terminal and as HTML."""

from __future__ import annotations

from rag.messages import Language

# name: (中文, English)
WORDS: dict[str, tuple[str, str]] = {
    "title": ("出处 Chuchu 评测报告：{gold}", "Chuchu measured with {gold}"),
    "gold": ("标准答案", "gold"),
    "gold_line": ("{gold}，{count} 个问题（{digest}）", "{gold}, {count} questions ({digest})"),
    "corpus": ("文档", "corpus"),
    "corpus_line": (
        "{documents} 份，{passages} 段（{digest}）",
        "{documents} documents, {passages} passages ({digest})",
    ),
    "from_gold": ("取自标准答案文件", "taken from the gold file"),
    "setting": ("设置", "setting"),
    "encoder": ("编码器", "encoder"),
    "reader": ("阅读器", "reader"),
    "seed": ("随机种子", "seed"),
    "seed_line": (
        "{seed}；区间为 {samples} 次自助抽样的 95% 区间，检验为 {rounds} 轮成对随机化",
        "{seed}; intervals are 95 % of {samples} bootstrap samples, tests are paired randomisation in {rounds} rounds",
    ),
    "depth_line": (
        "排名看前 {depth} 段；答案与 chuchu ask --top {top} 相同",
        "ranks are looked at down to {depth}; answers are those of chuchu ask --top {top}",
    ),
    "depth": ("深度", "depth"),
    "versions": ("版本", "versions"),
    "notices": ("请先留意", "before the numbers are believed"),
    # measures
    "found": ("找得到吗", "Is the right passage found"),
    "answered": ("答得对吗", "Is the answer right"),
    "measure": ("指标", "measure"),
    "value": ("值", "value"),
    "interval": ("95% 区间", "95 %"),
    "questions": ("问题", "questions"),
    "by_language": ("按语言", "by language"),
    "by_kind": ("按问题类型", "by kind of question"),
    "by_document": ("按文档", "by document"),
    "rules": (
        "em、f1 按 CMRC 2018 的规则，squad_em、squad_f1 按 SQuAD 2.0 的规则；near：答案含有标准答案，或至少是它的一半；"
        "refused：该答而没有答（越低越好）；declined：不该答而没有答。检索按 ir_measures；没有结果的问题算 0。",
        "em and f1 go by the CMRC 2018 rules, squad_em and squad_f1 by SQuAD 2.0's; near: the answer contains a right"
        " one, or is half of it or more; refused: answerable but declined (less is better); declined: unanswerable and"
        " declined. Retrieval goes by ir_measures; a question without results counts as 0.",
    ),
    "has_answer": ("有答案的问题", "questions with an answer"),
    "no_answer": ("没有答案的问题", "questions without an answer"),
    # trust
    "trust": ("把握可信吗", "Can the confidence be trusted"),
    "area": ("风险—覆盖曲线下面积（越低越好）", "area under risk–coverage (less is better)"),
    "coverage": ("八成答对时能答的比例", "answered when 80 % of the answers are right"),
    "error": ("预期校准误差（越低越好）", "expected calibration error (less is better)"),
    "threshold": ("把握不低于", "confidence from"),
    "covered": ("作答比例", "answered"),
    "risk": ("其中答错", "of them wrong"),
    "bin": ("把握", "confidence"),
    "mean": ("平均把握", "mean confidence"),
    "right": ("答对", "right"),
    "trust_rules": (
        "答对：最好的片段 near 标准答案，拒答的也看它本来要答什么；没有答案的问题都算答错。",
        "right: the best span is near a right answer, also where it was declined; on a question without an answer it"
        " is always wrong.",
    ),
    "verbatim": ("引文核对", "quotes compared with their documents"),
    "verbatim_line": ("{ranges} 处中 {same} 处一字不差", "{same} of {ranges} are the same, character for character"),
    # plots
    "plot_recall": ("前 k 段的召回率", "recall by k"),
    "plot_risk": ("风险—覆盖", "risk against coverage"),
    "plot_trust": ("把握与答对", "confidence against being right"),
    "axis_k": ("前 k 段", "first k passages"),
    "axis_recall": ("召回率", "recall"),
    "axis_coverage": ("作答的问题", "questions answered"),
    "axis_risk": ("答错的比例", "share of wrong answers"),
    "axis_confidence": ("把握", "confidence"),
    "axis_right": ("答对的比例", "share of right answers"),
    # comparison
    "comparison": ("与 {base} 相比", "Compared with {base}"),
    "base": ("原", "base"),
    "other": ("改", "other"),
    "difference": ("差", "difference"),
    "probability": ("p（Holm）", "p (Holm)"),
    "wins": ("胜 / 平 / 负", "wins / ties / losses"),
    "changed": ("变了的问题：{count}", "questions that changed: {count}"),
    "better": ("变好", "better"),
    "worse": ("变差", "worse"),
    "nowhere": ("–", "–"),
    # misses
    "misses": ("没做对的问题：{count}", "What went wrong: {count}"),
    "more": (
        "另有 {count} 个；--report FILE.html 和 --details FILE.jsonl 里有",
        "{count} more are in --report FILE.html and --details FILE.jsonl",
    ),
    "more_details": ("另有 {count} 个，见 --details", "{count} more are in --details"),
    "miss_passage": ("正确的段不在前五", "no right passage among the first five"),
    "miss_wrong": ("答错", "wrong"),
    "miss_refused": ("该答没答", "declined though there is an answer"),
    "miss_invented": ("不该答却答了", "answered though there is none"),
    "miss_unasked": ("没法问", "cannot be asked"),
    "listed": ("标准答案", "right answers"),
    "none_listed": ("（不该有答案）", "(must not be answered)"),
    "said": ("回答", "said"),
    "declined_guess": ("没有回答；本来会答", "declined; would have been"),
    "nothing": ("（无）", "(nothing)"),
    "right_passage": ("正确的段", "right passage"),
    "rank": ("排第 {rank}", "rank {rank}"),
    "no_rank": ("不在前 {depth} 段", "not among the first {depth}"),
    "nowhere_right": ("库里没有", "not in the library"),
    "above": ("排在前面的", "above it"),
    "first": ("排在最前的", "first"),
    "place": ("{document} 第 {paragraph} 段", "{document} paragraph {paragraph}"),
    "why": (
        "共同的词：{words} · 词面 {lexical:.2f} · 语义 {dense:.2f}",
        "words in common: {words} · wording {lexical:.2f} · meaning {dense:.2f}",
    ),
    "latency": (
        "用时（不在报告里，每次不同）：p50 {half:.1f} 毫秒，p95 {most:.1f} 毫秒",
        "time taken (in no report, since it differs from run to run): p50 {half:.1f} ms, p95 {most:.1f} ms",
    ),
    "written": ("已写入 {file}", "wrote {file}"),
}


def tell(key: str, language: Language, **fields: object) -> str:
    """The words named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = WORDS[key]
    return (chinese if language == "zh" else english).format(**fields)
