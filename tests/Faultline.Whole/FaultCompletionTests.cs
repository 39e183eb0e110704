namespace Faultline.Whole;

/// <summary>What shells offer to complete; no server runs.</summary>
public sealed class FaultCompletionTests
{
    [Theory]
    [InlineData("faultline fau", "fault")]
    [InlineData("faultline fault li", "link list")]
    [InlineData("faultline fault add zone-", "zone-gray zone-isolation zone-power")]
    [InlineData("faultline fault add zone-power sh", "share=")]
    [InlineData("faultline fault add zone-power zone=usw2", "usw2-az1 usw2-az2 usw2-az3 usw2-az4")]
    [InlineData("faultline fault zone usw1", "usw1-az1 usw1-az3")]
    [InlineData("faultline fault zone usw1-az1 --po", "--port --power")]
    [InlineData("faultline fault zone usw1-az1 --isolate o", "others")]
    [InlineData("faultline fault region ca-", "ca-central-1 ca-west-1")]
    [InlineData("faultline fault api sq", "sqs")]
    [InlineData("faultline fault api sqs:SendM", "SendMessage SendMessageBatch")]
    [InlineData("faultline up --regions us-east-1,us-w", "us-east-1,us-west-1 us-east-1,us-west-2")]
    [InlineData("faultline up --timing sqs=", "aws fast")]
    public async Task Bash_completes(string line, string words)
    {
        const string Script = """
            eval "$("$1" completion bash)"
            COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=("$1")
            _faultline 2> /dev/null
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var said = (await Tool.Run("bash", ["-c", Script, "bash", Repository.Faultline, line])).MustSucceed();
        Assert.Equal(words.Split(' '), said.Output.TrimEnd().Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bash", "complete -F _faultline faultline")]
    [InlineData("zsh", "compdef _faultline faultline")]
    [InlineData("fish", "complete -c faultline")]
    public async Task Each_shell_has_its_script(string shell, string has) => Assert.Contains(
        has, (await Tool.Run(Repository.Faultline, ["completion", shell])).MustSucceed().Output);

    [Fact]
    public async Task Another_shell_is_refused()
    {
        var refused = await Tool.Run(Repository.Faultline, ["completion", "csh"]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("csh", refused.Errors);
    }
}
