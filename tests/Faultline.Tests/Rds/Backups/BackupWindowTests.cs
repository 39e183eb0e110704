using Faultline.Kernel;
using Faultline.Services.Rds.Backups;

namespace Faultline.Tests.Rds.Backups;

/// <summary>Windows of the day, over midnight too.</summary>
public sealed class BackupWindowTests
{
    [Theory]
    [InlineData("03:00-03:30", "2026-01-02T03:00Z", "2026-01-02T03:00Z", true)]
    [InlineData("03:00-03:30", "2026-01-02T02:59Z", "2026-01-01T03:00Z", false)]
    [InlineData("03:00-03:30", "2026-01-02T03:30Z", "2026-01-02T03:00Z", false)]
    [InlineData("23:45-00:15", "2026-01-02T00:10Z", "2026-01-01T23:45Z", true)]
    [InlineData("23:45-00:15", "2026-01-02T00:15Z", "2026-01-01T23:45Z", false)]
    public void The_last_start_is_found_over_midnight(string text, string now, string start, bool isOpen)
    {
        Assert.True(BackupWindow.TryRead(text, out var window));
        var hour = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), window.LastStart(hour));
        Assert.Equal(isOpen, window.IsOpen(hour));
        Assert.Equal(text, window.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3:00-4:00")]
    [InlineData("03:00-03:29")]
    [InlineData("03:00-03:00")]
    [InlineData("24:00-25:00")]
    [InlineData("03:00")]
    public void What_is_no_window_is_not_read(string text) => Assert.False(BackupWindow.TryRead(text, out _));

    [Theory]
    [InlineData("us-east-1", "03:00", "11:00")]
    [InlineData("ap-south-1", "16:30", "00:30")]
    public void A_default_lies_within_the_hours_of_its_region(string region, string from, string to)
    {
        Assert.True(BackupWindow.TryRead($"{from}-{to}", out var block));
        var dice = new Dice(7);
        for (var i = 0; i < 200; i++)
        {
            var drawn = BackupWindow.Draw(region, dice);
            var offset = (drawn.Start - block.Start + TimeSpan.FromDays(1)).TotalMinutes % 1440;
            Assert.InRange(offset + drawn.Length.TotalMinutes, 30, block.Length.TotalMinutes);
            Assert.True(BackupWindow.TryRead(drawn.ToString(), out var again));
            Assert.Equal(drawn, again);
        }
    }
}
