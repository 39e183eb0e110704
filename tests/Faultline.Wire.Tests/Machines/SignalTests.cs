using Faultline.Machines;
using Faultline.Machines.Signals;

namespace Faultline.Wire.Tests.Machines;

/// <summary>What <c>cfn-signal</c> understands, and what it sends.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("-e 0 --stack s --resource R", true)]
    [InlineData("-e 1 --stack s --resource R --region eu-west-1", false)]
    [InlineData("--exit-code=3 --stack=s --resource=R -v", false)]
    [InlineData("--success true --stack s --resource R", true)]
    [InlineData("-s false -r because https://x/y", false)]
    public void Success_is_what_the_exit_code_or_the_word_says(string line, bool isSuccess)
    {
        var (order, wrong) = SignalOrder.Read(line.Split(' '));
        Assert.Null(wrong);
        Assert.Equal(isSuccess, order!.IsSuccess);
    }

    [Theory]
    [InlineData("-e 0 --stack s", "Give --stack and --resource, or the address of a handle.")]
    [InlineData("--stack s --resource", "--resource needs a value.")]
    [InlineData("-e one --stack s --resource R", "-e one is not something that Faultline's cfn-signal knows.")]
    [InlineData("--stack s --resource R --odd 1", "--odd 1 is not something that Faultline's cfn-signal knows.")]
    public void What_it_does_not_understand_it_names(string line, string says)
    {
        var (order, wrong) = SignalOrder.Read(line.Split(' '));
        Assert.Null(order);
        Assert.Equal(says, wrong);
    }

    [Fact]
    public void Members_are_read_whatever_their_form()
    {
        string[] line =
            ["--stack=a=b", "--resource", "R", "--region", "eu-west-1", "-i", "me", "-r", "all well", "--data=1 2"];
        var (order, _) = SignalOrder.Read(line);
        Assert.Equal(
            new SignalOrder
            {
                Stack = "a=b",
                Resource = "R",
                Region = "eu-west-1",
                Id = "me",
                Reason = "all well",
                Data = "1 2",
            },
            order);
    }

    [Fact]
    public void A_server_that_is_not_there_is_said_so()
    {
        var signal = new MachineSignal(
            name => name == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:1" : null, TimeProvider.System);
        var gone = Assert.Throws<Away>(() => signal.Send(new() { Stack = "s", Resource = "R" }));
        Assert.StartsWith(
            "CLOUDFORMATION at http://127.0.0.1:1/ cannot be reached", gone.Message, StringComparison.Ordinal);
        gone = Assert.Throws<Away>(() => signal.Send(new() { Url = "http://127.0.0.1:1/handle" }));
        Assert.StartsWith("the handle cannot be reached", gone.Message, StringComparison.Ordinal);
    }
}
