using System.Net;
using Faultline.Commands;
using Faultline.Wire.Tests.Gateway;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What a shell is told. The console is the whole process's, so nothing else may run meanwhile.</summary>
[Collection(nameof(AllocationTests))]
public sealed class EnvTests
{
    [Fact]
    public async Task The_address_that_the_server_listens_on_is_the_one_that_is_exported()
    {
        var folder = Directory.CreateTempSubdirectory("faultline-wire-").FullName;
        var console = Console.Out;
        using var said = new StringWriter();
        try
        {
            ServerFile.OfThisProcess(new() { Listen = [new(IPAddress.Parse("192.0.2.7"), 4599)] }).Write(folder);
            Console.SetOut(said);
            Assert.Equal(0, await new Env().Parse(["--state", folder]).InvokeAsync());
        }
        finally
        {
            Console.SetOut(console);
            Directory.Delete(folder, recursive: true);
        }

        Assert.Contains("export AWS_ENDPOINT_URL=http://192.0.2.7:4599\n", said.ToString(), StringComparison.Ordinal);
    }
}
