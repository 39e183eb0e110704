using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(TimestampFormat.Iso8601, 0, "1970-01-01T00:00:00Z")]
    [InlineData(TimestampFormat.Iso8601, 1_700_000_000_123, "2023-11-14T22:13:20.123Z")]
    [InlineData(TimestampFormat.Iso8601, -1, "1969-12-31T23:59:59.999Z")]
    [InlineData(TimestampFormat.Rfc822, 1_700_000_000_000, "Tue, 14 Nov 2023 22:13:20 GMT")]
    [InlineData(TimestampFormat.UnixTimestamp, 1_700_000_000_000, "1700000000")]
    [InlineData(TimestampFormat.UnixTimestamp, 1_700_000_000_120, "1700000000.12")]
    [InlineData(TimestampFormat.UnixTimestamp, -1500, "-1.5")]
    public void An_instant_is_written_and_read_in_every_format(TimestampFormat format, long milliseconds, string text)
    {
        var instant = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        Assert.Equal(text, Timestamps.Format(instant, format));
        Assert.Equal(instant, Timestamps.Parse(text, format));
    }

    [Theory]
    [InlineData("2023-11-14T23:13:20+01:00", TimestampFormat.Iso8601)]
    [InlineData("2023-11-14T22:13:20.000000Z", TimestampFormat.Iso8601)]
    [InlineData("20231114T221320Z", TimestampFormat.Iso8601)]
    [InlineData("Tuesday, 14-Nov-23 22:13:20 GMT", TimestampFormat.Rfc822)]
    [InlineData("1.7e9", TimestampFormat.UnixTimestamp)]
    public void Other_forms_that_clients_send_are_read(string text, TimestampFormat format) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), Timestamps.Parse(text, format));

    [Theory]
    [InlineData("", TimestampFormat.Iso8601)]
    [InlineData("2023-13-14T22:13:20Z", TimestampFormat.Iso8601)]
    [InlineData("14 Nov", TimestampFormat.Rfc822)]
    [InlineData("NaN", TimestampFormat.UnixTimestamp)]
    [InlineData("1e300", TimestampFormat.UnixTimestamp)]
    public void What_is_no_instant_is_malformed(string text, TimestampFormat format) =>
        Assert.Throws<MalformedInput>(() => Timestamps.Parse(text, format));
}
