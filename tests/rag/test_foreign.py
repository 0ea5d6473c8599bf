"""What questions in other languages ask for is told by their question words."""

from __future__ import annotations

import pytest

from rag.folding import fold
from rag.kinds import kind_of
from rag.languages import language_of

ASKED = """
number | 时间 | How many days may they stay without a visa?
number | 时间 | For how long does the permit last?
number | 人 | How many new jobs were created in towns?
number | 公里 | How long is the new railway line?
number | | Which edition of the games was held there?
percent | | What share of households has broadband?
percent | | By how much did exports increase?
percent | | What was the city's GDP growth last year?
percent | | What is the economic growth target?
percent | | How much did foreign trade grow last year?
percent | | How high is the urbanisation rate of the city?
amount | | How much was spent on flood control?
amount | | How much money went into schools?
number | 倍 | By how many times did output rise?
date | | In which year was the port opened?
date | | When will the line open?
person | | Who was named a model worker?
place | | Which city hosted the fair?
organisation | | Which state-owned company moved its headquarters there?
reason | | How does the city intend to keep rents down?
reason | | Why was the plant closed?
list | | Which three counties were lifted out of poverty?
name | | What was the name of the agreement?
number | 人 | Combien d'habitants la ville compte-t-elle ?
number | 时间 | Combien de jours dure la foire ?
percent | | Quel pourcentage des ménages est raccordé ?
percent | | Quel est le taux d'urbanisation de la ville ?
percent | | De combien les exportations ont-elles augmenté ?
amount | | Combien d'argent a été investi dans les écoles ?
date | | Quand le port a-t-il été ouvert ?
date | | En quelle année la ligne a-t-elle été ouverte ?
person | | Qui a été nommé travailleur modèle ?
place | | Dans quelle ville la foire a-t-elle eu lieu ?
reason | | Comment la ville compte-t-elle réduire le bruit ?
list | | Quels districts ont été récompensés ?
name | | Comment s'appelle l'accord signé ?
number | 个数 | Wie viele Schulen wurden gebaut?
number | 标准箱 | Wie viele Standardcontainer soll der Hafen umschlagen?
number | 时间 | Wie lange dauert die Fahrt?
percent | | Um wie viel Prozent stieg der Außenhandel?
percent | | Wie hoch ist die Urbanisierungsrate der Stadt?
percent | | Welchen Anteil hat sauberer Strom?
amount | | Wie viel Geld wurde investiert?
date | | In welchem Jahr wurde der Hafen eröffnet?
person | | Wer wurde ausgezeichnet?
place | | In welcher Stadt fand die Messe statt?
organisation | | Welche Universität wird umbenannt?
reason | | Warum wurde das Werk geschlossen?
reason | | Wie will die Stadt den Anteil der Bahn erhöhen?
name | | Wie heißt das Abkommen?
number | 个数 | ¿Cuántas escuelas se construyeron?
percent | | ¿Qué porcentaje de los hogares tiene gas?
percent | | ¿Cuánto creció el comercio exterior?
amount | | ¿Cuánto dinero se invirtió en escuelas?
date | | ¿En qué año se abrió el puerto?
person | | ¿Quién fue premiado?
place | | ¿En qué ciudad se celebró la feria?
reason | | ¿Cómo piensa la ciudad reducir el ruido?
number | 个数 | Сколько школ построено?
percent | | На сколько процентов выросла внешняя торговля?
amount | | Сколько денег вложено в школы?
date | | В каком году открыли порт?
person | | Кто получил награду?
place | | В каком городе прошла ярмарка?
reason | | Почему закрыли завод?
number | 个数 | 学校をいくつ建てましたか？
number | 人 | 新たに何人が就職しましたか？
percent | | 貿易は何パーセント増えましたか？
percent | | 森林率はどのくらいですか？
amount | | 学校にいくら投資しましたか？
date | | 港はいつ開かれましたか？
date | | 港は何年に開かれましたか？
number | 时间 | 工事は何年間続きましたか？
person | | 表彰されたのは誰ですか？
place | | 見本市はどこで開かれましたか？
reason | | なぜ工場は閉鎖されましたか？
name | | 協定の名前は何ですか？
number | 个数 | 衛星は何機に増えましたか？
number | 个数 | 학교를 몇 개 지었습니까?
number | 人 | 새 일자리를 얻은 사람은 몇 명입니까?
percent | | 무역은 몇 % 늘었습니까?
percent | | 사회소비재 판매액 증가율 목표는 얼마입니까?
date | | 항구는 언제 열렸습니까?
person | | 상을 받은 사람은 누구입니까?
place | | 박람회는 어디에서 열렸습니까?
reason | | 공장은 왜 문을 닫았습니까?
name | | 협정의 이름은 무엇입니까?
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_kind_and_unit_are_those_a_reader_of_the_language_would_name(line: str) -> None:
    kind, unit, text = (part.strip() for part in line.split(" | ")) if " | | " not in line else _unitless(line)
    assert kind_of(fold(text), language_of(text)) == (kind, unit)


def _unitless(line: str) -> tuple[str, str, str]:
    kind, text = line.split(" | | ")
    return kind, "", text
