namespace Faultline.Tests.Sqs;

/// <summary>Which numbers an attribute may hold.</summary>
public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0.000e99999")]
    [InlineData("+7")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("-1.5E+3")]
    [InlineData("1e126")]
    [InlineData("-1e126")]
    [InlineData("0.01e128")]
    [InlineData("9.9e125")]
    [InlineData("1e-128")]
    [InlineData("10e-129")]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("1234567890123456789012345678901234567800000000")]
    [InlineData("000000000000000000000000000000000000000000000001")]
    public void A_number_may_be(string text) => Assert.True(Services.Sqs.NumberText.IsNumber(text));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.e1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\u0663")]
    [InlineData("1 ")]
    [InlineData("1.1e126")]
    [InlineData("-2e126")]
    [InlineData("1e127")]
    [InlineData("9e-129")]
    [InlineData("1e99999999999999999999")]
    [InlineData("123456789012345678901234567890123456789")]
    [InlineData("0.123456789012345678901234567890123456789")]
    public void A_number_may_not_be(string text) => Assert.False(Services.Sqs.NumberText.IsNumber(text));
}
