package io.tocsin.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From the request to what the user hears, by time. */
class ConditionFiringsTest {
    private final Scenario scenario = new Scenario();

    @Test
    void shouldSayOfAFallWithinAWindow() throws Exception {
        scenario.alert("{'type':'moves_down','percent':'3','within':'PT5M'}")
                .price("100")
                .at(60)
                .price("97.01")
                .at(120)
                .price("97");
        assertFires("100", null, "97", "97.01", "BTCUSD fell from 100: 97");
    }

    @Test
    void shouldSayOfARiseByAnAmount() throws Exception {
        scenario.alert("{'type':'moves_up','by':'2.5','within':'PT10S'}")
                .price("100")
                .at(5)
                .price("102.49999999")
                .at(6)
                .price("102.5");
        assertFires("100", null, "102.5", "102.49999999", "BTCUSD rose from 100: 102.5");
    }

    @Test
    void shouldSayOfATrailingStop() throws Exception {
        scenario.alert("{'type':'trails','percent':'5','direction':'down'}")
                .price("100")
                .price("120")
                .price("114");
        assertFires("120", null, "114", "120", "BTCUSD fell from its peak of 120: 114");
    }

    @Test
    void shouldSayOfAChangeSinceTheDayBegan() throws Exception {
        scenario.price("100")
                .alert("{'type':'change','percent':'10','direction':'either','from':'day_open'}")
                .at(3600)
                .price("105")
                .at(7200)
                .price("90");
        assertFires("100", null, "90", "105", "BTCUSD fell from 100: 90");
    }

    @Test
    void shouldSayOfAChangeSinceTheDayBefore() throws Exception {
        scenario.price("100")
                .price("200")
                .alert("{'type':'change','percent':'10','direction':'up','from':'previous_close'}")
                .at(86_400)
                .price("219")
                .price("220");
        assertFires("200", null, "220", "219", "BTCUSD rose from 200: 220");
    }

    @Test
    void shouldSayOfThePriceCrossingItsAverage() throws Exception {
        scenario.alert("{'type':'crosses_up','level':{'of':'sma','period':3,'bar':'PT1M'}}")
                .price("100")
                .at(60)
                .price("110")
                .at(120)
                .price("120")
                .at(190)
                .price("105")
                .at(200)
                .price("111");
        assertFires("110", null, "111", "105", "BTCUSD rose through 110: 111");
    }

    @Test
    void shouldSayOfAnIndexAtTheCloseOfItsBar() throws Exception {
        scenario.alert("{'type':'crosses_up','of':'rsi','period':2,'bar':'PT1M','level':70}")
                .price("100")
                .at(60)
                .price("90")
                .at(120)
                .price("95")
                .at(180)
                .price("110")
                .at(250)
                .other("1");
        assertFires(
                "70",
                "77.7778",
                "110",
                "95",
                "What is watched of BTCUSD rose through 70: 77.7778, with the price at 110");
    }

    @Test
    void shouldSayOfAnAverageWeightedByVolume() throws Exception {
        scenario.alert("{'type':'above','of':'vwap','period':2,'bar':'PT5M','level':'102'}")
                .trade("100", 1)
                .at(300)
                .trade("103", 2)
                .at(600)
                .trade("50", 1);
        assertFires(
                "102", "102", "103", "100", "What is watched of BTCUSD is at or above 102: 102, with the price at 103");
    }

    @Test
    void shouldSayOfTheSpread() throws Exception {
        scenario.alert("{'type':'above','of':'spread','level':'2'}")
                .quote("100", "99", "100.5")
                .quote("100", "99", "101.5");
        assertFires("2", "2.5", "100", "100", "What is watched of BTCUSD is at or above 2: 2.5, with the price at 100");
    }

    @Test
    void shouldSayOfTheBidInsideAChannel() throws Exception {
        scenario.alert("{'type':'enters','of':'bid','low':'90','high':'95'}")
                .quote("100", "99", "101")
                .quote("100", "95", "101");
        assertFires(
                "95",
                "95",
                "100",
                "100",
                "What is watched of BTCUSD entered its channel past 95: 95, with the price at 100");
    }

    @Test
    void shouldSayOfTheVolume() throws Exception {
        scenario.alert("{'type':'above','of':'volume','within':'PT5M','level':'10'}")
                .trade("100", 4)
                .at(60)
                .trade("101", 7);
        assertFires("10", "11", "101", "100", "What is watched of BTCUSD is at or above 10: 11, with the price at 101");
    }

    @Test
    void shouldSayOfASilence() throws Exception {
        scenario.alert("{'type':'silent','for':'PT10S'}").price("100").at(20).other("1");
        assertFires(null, null, "100", null, "BTCUSD is silent since 100");
    }

    @Test
    void shouldSayWhatMadeAllConditionsHold() throws Exception {
        scenario.alert("{'type':'all','of':[{'type':'above','level':'850'},"
                        + "{'type':'crosses_down','symbol':'ETHUSD','level':'40','within':'PT10S'}]}")
                .other("41")
                .price("800")
                .at(1)
                .other("39")
                .at(10.5)
                .price("851");
        assertFires("850", null, "851", "800", "BTCUSD is at 851: all conditions hold");
    }

    @Test
    void shouldSayWhichSymbolMadeOneConditionHold() throws Exception {
        scenario.alert("{'type':'any','of':[{'type':'above','level':'850'},"
                        + "{'type':'below','symbol':'ETHUSD','level':'40'}]}")
                .price("800")
                .other("41")
                .other("40");
        List<ObjectNode> heard = scenario.play();
        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).retain("symbol", "price", "previous", "condition", "level", "message"))
                .hasToString("{\"symbol\":\"ETHUSD\",\"price\":\"40\",\"previous\":\"41\",\"condition\":\"any\","
                        + "\"level\":\"40\",\"message\":\"ETHUSD is at 40: one of the conditions holds\"}");
    }

    /** That the scenario has one firing, at its end. */
    private void assertFires(String level, String value, String price, String previous, String message) {
        List<ObjectNode> heard = scenario.play();
        assertThat(heard).hasSize(1);
        ObjectNode event = heard.get(0);
        assertThat(event.get("level").textValue()).isEqualTo(level);
        assertThat(event.has("value") ? event.get("value").textValue() : null).isEqualTo(value);
        assertThat(event.get("price").textValue()).isEqualTo(price);
        assertThat(event.get("previous").textValue()).isEqualTo(previous);
        assertThat(event.get("message").textValue()).isEqualTo(message);
    }
}
