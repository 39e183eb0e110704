using Faultline.Drills.Running;

namespace Faultline.Tests.Drills.Running;

/// <summary>What a runbook knows only while it is gone through.</summary>
public sealed class LateTests
{
    private readonly Late late = new(new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    [Fact]
    public void The_hour_before_is_a_whole_second_as_a_number_or_within_a_text() => Assert.Equal(
        """{"RestoreTime":1767323045,"Name":"as of 2026-01-02T03:04:05Z"}""",
        late.Fill("""{"RestoreTime":"${before}","Name":"as of ${before}"}"""));

    [Fact]
    public void What_a_step_kept_is_known_to_later_ones_and_missed_before()
    {
        const string Input = """{"Value":"${kept.host}","Name":"${other}"}""";
        Assert.Contains("${kept.host}", Assert.Throws<IOException>(() => late.Fill(Input)).Message);
        late.Keep("host", "a\"b");
        Assert.Equal("""{"Value":"a\"b","Name":"${other}"}""", late.Fill(Input));
    }
}
