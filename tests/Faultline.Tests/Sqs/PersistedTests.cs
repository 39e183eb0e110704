using System.Reflection;
using Faultline.Services.Sqs;

namespace Faultline.Tests.Sqs;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks their queues.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Attempt 5, Letter 2, MoveTask 6, Numbers 7, Queue 1, Sighting 4, Status 3",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public void The_stages_of_a_move_keep_their_numbers() => Assert.Equal(
        "Running 1, Completed 2, Cancelling 3, Cancelled 4, Failed 5",
        string.Join(", ", Enum.GetValues<MoveStatus>().Select(status => $"{status} {(int)status}")));

    [Theory]
    [InlineData("AQEBAAAAAAAAAAcAAAAAAAAADgAAAAL/XEO3", 7, 9, 2)]
    public void A_receipt_handle_that_was_given_can_still_be_read(
        string text, ulong incarnation, ulong number, int receives)
    {
        Assert.True(ReceiptHandle.TryParse(text, out var handle));
        Assert.Equal(new(incarnation, number, receives), handle);
        Assert.Equal(text, handle.ToString());
    }
}
