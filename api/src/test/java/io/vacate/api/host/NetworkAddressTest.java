package io.vacate.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.79.0.2, 10.79.0.2, 0, true",
        "10.79.0.2:49152, 10.79.0.2:49152, 49152, true",
        "fd00::7, [fd00::7], 0, true",
        "[fd00::7]:49152, [fd00::7]:49152, 49152, true",
        "node_7-migration.lab, node_7-migration.lab, 0, false"
    })
    void parse_readsNamesAndAddresses(String text, String shown, int port, boolean isNumeric) {
        NetworkAddress address = NetworkAddress.parse(text);

        assertThat(address).hasToString(shown);
        assertThat(address.port().orElse(0)).isEqualTo(port);
        assertThat(address.isNumeric()).isEqualTo(isNumeric);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp://10.79.0.2", "10.79.0.2/24", "10.79.0.2:0", "root@10.79.0.2", "a b", "fd00::zz"})
    void parse_namesWhatIsNone(String text) {
        assertThatThrownBy(() -> NetworkAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
